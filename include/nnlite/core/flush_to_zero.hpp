#pragma once

#include <cstdint>

#if defined(__SSE__) || defined(_M_X64)
#include <xmmintrin.h>

#include "nnlite/core/abi.hpp"
#endif

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// The processor's floating-point control word: MXCSR on x86, FPCR on AArch64.
using FloatMode = std::uint64_t;

// The calling thread's floating-point mode; 0 where the processor is not known.
FloatMode float_mode();

// Sets the calling thread's floating-point mode.
void set_float_mode([[maybe_unused]] FloatMode mode);

}  // namespace detail

/// While it lives, the calling thread treats subnormal numbers (below about 1e-38 in float) as
/// zero: arithmetic on them is a hundred times slower, and they occur in training.
class FlushToZero {
   public:
    FlushToZero() : before_(detail::float_mode()) { detail::set_float_mode(before_ | flush_bits); }
    ~FlushToZero() { detail::set_float_mode(before_); }
    FlushToZero(const FlushToZero&) = delete;
    FlushToZero& operator=(const FlushToZero&) = delete;

   private:
#if defined(__aarch64__)
    static constexpr detail::FloatMode flush_bits = detail::FloatMode{1} << 24;  // FZ
#else
    static constexpr detail::FloatMode flush_bits = 0x8040;  // FTZ and DAZ
#endif
    detail::FloatMode before_;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/core/flush_to_zero_impl.hpp"
#endif
