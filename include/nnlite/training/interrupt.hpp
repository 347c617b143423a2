#pragma once

#include <atomic>
#include <csignal>
#include <mutex>

namespace nnlite {

/// While one lives, in any thread, Ctrl-C (SIGINT) is noted instead of ending the program; a second
/// Ctrl-C ends it. The last of them leaves the signal's action as the first has found it, flags and
/// mask too, but for one that the program has set meanwhile. A program that ignores Ctrl-C goes on
/// ignoring it.
class InterruptGuard {
   public:
    InterruptGuard() {
        const std::scoped_lock lock(mutex_);
        if (guards_++ > 0) { return; }
        noted_ = false;
        ::sigaction(SIGINT, nullptr, &before_);
        installed_ = !is(before_, SIG_IGN);
        if (!installed_) { return; }
        struct sigaction own {};
        own.sa_handler = note;
        own.sa_flags = SA_RESTART | SA_RESETHAND;  // the second one finds the default action
        ::sigaction(SIGINT, &own, nullptr);
    }
    ~InterruptGuard() {
        const std::scoped_lock lock(mutex_);
        if (--guards_ > 0 || !installed_) { return; }
        struct sigaction now {};
        ::sigaction(SIGINT, nullptr, &now);
        if (is(now, note) || (noted_ && is(now, SIG_DFL))) {
            ::sigaction(SIGINT, &before_, nullptr);
        }
    }
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    /// Whether Ctrl-C came since the first of the guards that live was made.
    static bool interrupted() { return noted_; }

   private:
    static void note(int) { noted_ = true; }
    static bool is(const struct sigaction& action, void (*handler)(int)) {
        return (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == handler;
    }

    static inline std::mutex mutex_;  // of all but noted_
    static inline int guards_ = 0;
    static inline bool installed_ = false;
    static inline struct sigaction before_ {};
    static inline std::atomic<bool> noted_{false};
    static_assert(std::atomic<bool>::is_always_lock_free);  // a signal's handler may write it
};

}  // namespace nnlite
