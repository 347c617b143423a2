#pragma once

#include <csignal>

namespace nnlite {

/// While it lives, Ctrl-C (SIGINT) is noted instead of ending the program; a second Ctrl-C ends it.
class InterruptGuard {
   public:
    InterruptGuard() {
        noted() = 0;
        before_ = std::signal(SIGINT, [](int) {
            noted() = 1;
            std::signal(SIGINT, SIG_DFL);
        });
    }
    ~InterruptGuard() { std::signal(SIGINT, before_); }
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    /// Whether Ctrl-C came since the guard was made.
    static bool interrupted() { return noted() != 0; }

   private:
    static volatile std::sig_atomic_t& noted() {
        static volatile std::sig_atomic_t flag = 0;
        return flag;
    }
    void (*before_)(int);
};

}  // namespace nnlite
