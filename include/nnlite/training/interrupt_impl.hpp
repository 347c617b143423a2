#pragma once

#include <csignal>
#include <mutex>

#include "nnlite/core/inline.hpp"
#include "nnlite/training/interrupt.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE InterruptGuard::InterruptGuard() {
    const std::scoped_lock lock(mutex_);
    if (guards_++ > 0) { return; }
    noted_ = false;
    ::sigaction(SIGINT, nullptr, &before_);
    installed_ = !is(before_, SIG_IGN);
    if (!installed_) { return; }
    struct sigaction own {};
    own.sa_handler = note;
    own.sa_flags = SA_RESTART | SA_RESETHAND;  // the second one has the default action
    ::sigaction(SIGINT, &own, nullptr);
}

NNLITE_INLINE InterruptGuard::~InterruptGuard() {
    const std::scoped_lock lock(mutex_);
    if (--guards_ > 0 || !installed_) { return; }
    struct sigaction now {};
    ::sigaction(SIGINT, nullptr, &now);
    if (is(now, note) || (noted_ && is(now, SIG_DFL))) { ::sigaction(SIGINT, &before_, nullptr); }
}

NNLITE_INLINE bool InterruptGuard::is(const struct sigaction& action, void (*handler)(int)) {
    return (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == handler;
}

}  // namespace nnlite::detail
