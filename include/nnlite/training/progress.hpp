#pragma once

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>

#include "nnlite/training/history.hpp"

namespace nnlite {

/// What fit() prints.
enum class Verbose {
    silent,
    line,   // one line per epoch
    keras,  // Keras' two lines per epoch, to the letter
};

namespace detail {

// "0.1234", or "1.2345e-04" when it would show too few digits.
inline std::string metric_text(double value) {
    char text[400];  // the largest double has 309 digits before the point
    std::snprintf(text, sizeof text, std::abs(value) > 1e-3 ? "%.4f" : "%.4e", value);
    return text;
}

inline std::string step_time_text(double seconds) {
    char text[32];
    if (seconds >= 1 || seconds == 0) {
        std::snprintf(text, sizeof text, "%.0fs/step", seconds);
    } else if (seconds >= 1e-3) {
        std::snprintf(text, sizeof text, "%.0fms/step", seconds * 1e3);
    } else {
        std::snprintf(text, sizeof text, "%.0fus/step", seconds * 1e6);
    }
    return text;
}

}  // namespace detail

/// Shows the steps of an epoch as a growing bar; a terminal sees it move, a file only its end.
class ProgressLine {
   public:
    ProgressLine(Verbose verbose, std::size_t epochs, std::size_t steps)
        : verbose_(verbose), epochs_(epochs), steps_(steps), is_terminal_(isatty(1) != 0) {}

    void begin_epoch(std::size_t epoch) {
        epoch_ = epoch;
        start_ = shown_ = after_first_ = last_ = std::chrono::steady_clock::now();
        if (verbose_ == Verbose::keras) { std::printf("Epoch %zu/%zu\n", epoch, epochs_); }
    }

    /// Called after each step; the time per step leaves the first one out, as Keras does.
    void step(std::size_t done) {
        const auto now = std::chrono::steady_clock::now();
        if (done == 1) { after_first_ = now; }
        last_ = now;
        if (verbose_ == Verbose::silent || !is_terminal_) { return; }
        if (now - shown_ < std::chrono::milliseconds(100)) { return; }
        shown_ = now;
        std::printf("\r%s", text(done, {}).c_str());
        std::fflush(stdout);
    }

    void end_epoch(const Logs& logs) {
        if (verbose_ == Verbose::silent) { return; }
        std::printf("%s%s\n", is_terminal_ ? "\r" : "", text(steps_, logs).c_str());
        std::fflush(stdout);
    }

    /// "270/270 ━━━━━━━━━━━━━━━━━━━━ 1s 3ms/step - accuracy: 0.9176 - loss: 0.2838".
    std::string text(std::size_t done, const Logs& logs) const {
        constexpr std::size_t width = 20;
        const std::size_t filled = steps_ == 0 ? width : done * width / steps_;
        std::string line;
        if (verbose_ == Verbose::line) { line = text_of("Epoch ", epoch_, "/", epochs_, " "); }
        line += text_of(done, "/", steps_, " ");
        for (std::size_t i = 0; i < width; ++i) {
            line += i < filled ? "━" : is_terminal_ ? "\x1b[2m━\x1b[0m" : "━";
        }
        char elapsed[32];
        std::snprintf(elapsed, sizeof elapsed, " %.0fs ",
                      std::chrono::duration<double>(last_ - start_).count());
        const double per_step =
            done > 1
                ? std::chrono::duration<double>(last_ - after_first_).count() / double(done - 1)
                : std::chrono::duration<double>(last_ - start_).count();
        line += elapsed + detail::step_time_text(per_step);
        for (const auto& [name, value] : logs) {
            if (name != "seconds") { line += " - " + name + ": " + detail::metric_text(value); }
        }
        return line;
    }

   private:
    Verbose verbose_;
    std::size_t epochs_, steps_, epoch_ = 0;
    bool is_terminal_;
    std::chrono::steady_clock::time_point start_, shown_, after_first_, last_;
};

}  // namespace nnlite
