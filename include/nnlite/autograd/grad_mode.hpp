#pragma once

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {
inline thread_local bool recording = true;
}

namespace detail {

// Whether operations of this thread are recorded for backward().
inline bool is_recording() { return recording; }

}  // namespace detail

/// While it lives, this thread records no operations: evaluation costs no memory for gradients.
class NoGrad {
   public:
    NoGrad() : before_(detail::recording) { detail::recording = false; }
    ~NoGrad() { detail::recording = before_; }
    NoGrad(const NoGrad&) = delete;
    NoGrad& operator=(const NoGrad&) = delete;

   private:
    bool before_;
};

}  // namespace nnlite
