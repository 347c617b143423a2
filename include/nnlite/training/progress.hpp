#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>

#include "nnlite/training/history.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The output of fit().
enum class Verbose {
    silent,
    line,   // one line per epoch
    keras,  // exactly Keras' two lines per epoch
};

namespace detail {

// "0.1234", or "1.2345e-04" when it would show too few digits.
std::string metric_text(double value);

std::string step_time_text(double seconds);

// Gives a line to `print` or, without one, writes it.
using PrintFunction = std::function<void(const std::string&)>;
void print_line(const PrintFunction& print, std::FILE* otherwise, const std::string& line);

// Shows the steps of an epoch as a growing bar; a terminal sees it move, a file only its end.
class ProgressLine {
   public:
    ProgressLine(Verbose verbose, std::size_t epochs, std::size_t steps, PrintFunction print = {})
        : verbose_(verbose),
          epochs_(epochs),
          steps_(steps),
          print_(std::move(print)),
          is_terminal_(!print_ && isatty(1) != 0) {}

    // Prints a line, unless fit() is silent.
    void say(const std::string& line) const;

    void begin_epoch(std::size_t epoch);

    // Called after each step; the time per step leaves the first one out, as Keras does.
    void step(std::size_t done);

    void end_epoch(const Logs& logs);

    // "270/270 ━━━━━━━━━━━━━━━━━━━━ 1s 3ms/step - accuracy: 0.9176 - loss: 0.2838".
    std::string text(std::size_t done, const Logs& logs) const;

   private:
    Verbose verbose_;
    std::size_t epochs_, steps_, epoch_ = 0;
    PrintFunction print_;
    bool is_terminal_;
    std::chrono::steady_clock::time_point start_, shown_, after_first_, last_;
};

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/progress_impl.hpp"
#endif
