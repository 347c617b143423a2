#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "nnlite/core/parallel.hpp"

namespace nnlite::detail {

// byte / divide_by as byte * high + byte * low, where high has so few bits that byte * high is
// exact: for whole divisors below 2^14 the correctly rounded quotient, at the speed of products.
template <std::floating_point T>
struct ByteScale {
    T high = T(1);
    T low = T(0);

    ByteScale() = default;
    explicit ByteScale(double divide_by) {
        const T divisor = static_cast<T>(divide_by);
        int exponent = 0;
        const T fraction = std::frexp(T(1) / divisor, &exponent);
        const int bits = std::numeric_limits<T>::digits - 8;
        high = std::ldexp(std::round(std::ldexp(fraction, bits)), exponent - bits);
        low = std::fma(-divisor, high, T(1)) / divisor;
    }
};

template <std::floating_point T>
inline void copy_row(const std::uint8_t* __restrict from, T* __restrict to, std::size_t count,
                     ByteScale<T> scale) {
    constexpr std::size_t block = 64;  // a fixed count, so that -O2 makes SIMD of it
    std::size_t i = 0;
    for (; i + block <= count; i += block) {
        for (std::size_t j = 0; j < block; ++j) {
            const T byte = static_cast<T>(from[i + j]);
            to[i + j] = byte * scale.high + byte * scale.low;
        }
    }
    for (; i < count; ++i) {
        const T byte = static_cast<T>(from[i]);
        to[i] = byte * scale.high + byte * scale.low;
    }
}

template <class T, class Scale>
inline void copy_row(const T* from, T* to, std::size_t count, Scale) {
    std::copy(from, from + count, to);
}

// Asks for the start of a row that is wanted soon: shuffled rows are where no processor expects
// them.
template <class From>
void prefetch(const From* row, std::size_t width) {
    const std::size_t bytes = std::min<std::size_t>(width * sizeof(From), 2048);
    const auto* start = reinterpret_cast<const char*>(row);
    for (std::size_t i = 0; i < bytes; i += 64) { __builtin_prefetch(start + i); }
}

inline constexpr std::size_t rows_ahead = 4;

// to[i] = from[order[i]], rows of `width` numbers.
template <class From, class T, class Scale>
void gather_rows(const From* from, const std::size_t* order, std::size_t count, std::size_t width,
                 T* to, Scale scale) {
    const std::size_t grain = std::max<std::size_t>(1, (std::size_t{1} << 15) / width);
    parallel_for(count, grain, [=](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            if (i + rows_ahead < last) { prefetch(from + order[i + rows_ahead] * width, width); }
            copy_row(from + order[i] * width, to + i * width, width, scale);
        }
    });
}

}  // namespace nnlite::detail
