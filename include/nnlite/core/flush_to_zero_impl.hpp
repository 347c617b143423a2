#pragma once

#include <xmmintrin.h>

#include "nnlite/core/flush_to_zero.hpp"
#include "nnlite/core/inline.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE FloatMode float_mode() {
#if defined(__SSE__) || defined(_M_X64)
    return _mm_getcsr();
#elif defined(__aarch64__)
    FloatMode mode;
    __asm__ __volatile__("mrs %0, fpcr" : "=r"(mode));
    return mode;
#else
    return 0;
#endif
}

NNLITE_INLINE void set_float_mode([[maybe_unused]] FloatMode mode) {
#if defined(__SSE__) || defined(_M_X64)
    _mm_setcsr(
        static_cast<unsigned>(mode & ~FloatMode{0x3f}));  // sticky exception flags stay clear
#elif defined(__aarch64__)
    __asm__ __volatile__("msr fpcr, %0" ::"r"(mode));
#endif
}

}  // namespace nnlite::detail
