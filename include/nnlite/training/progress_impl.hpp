#pragma once

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>

#include "nnlite/core/inline.hpp"
#include "nnlite/training/history.hpp"
#include "nnlite/training/progress.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE std::string metric_text(double value) {
    char text[400];  // the largest double has 309 digits before the point
    std::snprintf(text, sizeof text, std::abs(value) > 1e-3 ? "%.4f" : "%.4e", value);
    return text;
}

NNLITE_INLINE void print_line(const PrintFunction& print, std::FILE* otherwise,
                              const std::string& line) {
    if (print) { return print(line); }
    std::fprintf(otherwise, "%s\n", line.c_str());
    std::fflush(otherwise);
}

NNLITE_INLINE std::string step_time_text(double seconds) {
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

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void ProgressLine::begin_epoch(std::size_t epoch) {
    epoch_ = epoch;
    start_ = shown_ = after_first_ = last_ = std::chrono::steady_clock::now();
    if (verbose_ == Verbose::keras) { say(text_of("Epoch ", epoch, "/", epochs_)); }
}

NNLITE_INLINE void ProgressLine::step(std::size_t done) {
    const auto now = std::chrono::steady_clock::now();
    if (done == 1) { after_first_ = now; }
    last_ = now;
    if (verbose_ == Verbose::silent || !is_terminal_) { return; }
    if (now - shown_ < std::chrono::milliseconds(100)) { return; }
    shown_ = now;
    std::printf("\r%s", text(done, {}).c_str());
    std::fflush(stdout);
}

NNLITE_INLINE void ProgressLine::end_epoch(const Logs& logs) {
    say((is_terminal_ ? "\r" : "") + text(steps_, logs));
}

NNLITE_INLINE void ProgressLine::say(const std::string& line) const {
    if (verbose_ != Verbose::silent) { print_line(print_, stdout, line); }
}

NNLITE_INLINE std::string ProgressLine::text(std::size_t done, const Logs& logs) const {
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
        done > 1 ? std::chrono::duration<double>(last_ - after_first_).count() / double(done - 1)
                 : std::chrono::duration<double>(last_ - start_).count();
    line += elapsed + step_time_text(per_step);
    for (const auto& [name, value] : logs) {
        if (name != "seconds") { line += " - " + name + ": " + metric_text(value); }
    }
    return line;
}

}  // namespace nnlite::detail
