#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "nnlite/core/parallel.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// byte / divide_by as byte * high + byte * low, where high has so few bits that byte * high is
// exact: for integer divisors below 2^14 the correctly rounded quotient, as fast as products.
template <std::floating_point T>
struct ByteScale {
    T high = T(1);
    T low = T(0);

    ByteScale() = default;
    explicit ByteScale(double divide_by);
};

template <std::floating_point T>
void copy_row(const std::uint8_t* __restrict from, T* __restrict to, std::size_t count,
              ByteScale<T> scale);

template <class T, class Scale>
inline void copy_row(const T* from, T* to, std::size_t count, Scale) {
    std::copy(from, from + count, to);
}

// Prefetches the start of a row: processors cannot predict the positions of shuffled rows.
template <class From>
void prefetch(const From* row, std::size_t width) {
    const std::size_t bytes = std::min<std::size_t>(width * sizeof(From), 2048);
    const auto* start = reinterpret_cast<const char*>(row);
    for (std::size_t i = 0; i < bytes; i += 64) { __builtin_prefetch(start + i); }
}

inline constexpr std::size_t rows_ahead = 4;

// to[i] = from[order[i]], rows of `width` elements.
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

#ifndef NNLITE_COMPILED
#include "nnlite/data/gather_rows_impl.hpp"
#endif
