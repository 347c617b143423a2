#pragma once

#include <atomic>
#include <csignal>
#include <mutex>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// While one lives, in any thread, Ctrl-C (SIGINT) is noted instead of ending the program; a second
// Ctrl-C ends it. The last of them leaves the signal's action as the first has found it, flags and
// mask too, except for one that the program has set meanwhile. A program that ignores Ctrl-C goes
// on ignoring it.
class InterruptGuard {
   public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    // Whether Ctrl-C came since the first of the guards that live was made.
    static bool interrupted() { return noted_; }

   private:
    static void note(int) { noted_ = true; }
    static bool is(const struct sigaction& action, void (*handler)(int));

    static inline std::mutex mutex_;  // of all members except noted_
    static inline int guards_ = 0;
    static inline bool installed_ = false;
    static inline struct sigaction before_ {};
    static inline std::atomic<bool> noted_{false};
    static_assert(std::atomic<bool>::is_always_lock_free);  // a signal handler may write it
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/training/interrupt_impl.hpp"
#endif
