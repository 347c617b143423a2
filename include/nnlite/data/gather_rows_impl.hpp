#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "nnlite/data/gather_rows.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <std::floating_point T>
ByteScale<T>::ByteScale(double divide_by) {
    const T divisor = static_cast<T>(divide_by);
    int exponent = 0;
    const T fraction = std::frexp(T(1) / divisor, &exponent);
    const int bits = std::numeric_limits<T>::digits - 8;
    high = std::ldexp(std::round(std::ldexp(fraction, bits)), exponent - bits);
    low = std::fma(-divisor, high, T(1)) / divisor;
}

template <std::floating_point T>
void copy_row(const std::uint8_t* __restrict from, T* __restrict to, std::size_t count,
              ByteScale<T> scale) {
    constexpr std::size_t block = 64;  // a fixed count, so that -O2 vectorizes it
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

}  // namespace nnlite::detail
