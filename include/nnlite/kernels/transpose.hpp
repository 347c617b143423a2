#pragma once

#include <cstddef>
#include <cstring>
#include <utility>

#include "nnlite/core/simd.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A compiler vector as wide as a Pack (at least two elements), whose shuffles need no intrinsics.
template <class T>
inline constexpr std::size_t transpose_width = Pack<T>::width < 2 ? 2 : Pack<T>::width;
template <class T>
struct TransposeVector {
    typedef T type __attribute__((vector_size(transpose_width<T> * sizeof(T))));
};

// Exchanges the off-diagonal s x s blocks of rows a and b (a's upper half of each 2s lanes with b's
// lower half). Doing so for s = 1, 2, 4, ... on all pairs of rows s apart transposes the block.
template <std::size_t s, class V, std::size_t... lane>
inline void exchange(V& a, V& b, std::index_sequence<lane...>) {
    constexpr std::size_t n = sizeof...(lane);
    const V lower = __builtin_shufflevector(a, b, int((lane & s) != 0 ? n + lane - s : lane)...);
    b = __builtin_shufflevector(a, b, int((lane & s) != 0 ? n + lane : lane + s)...);
    a = lower;
}

template <std::size_t s, class V, std::size_t n>
inline void transpose_stages(V (&rows)[n]) {
    if constexpr (s < n) {
#pragma GCC unroll 16
        for (std::size_t i = 0; i < n; ++i) {
            if ((i & s) == 0) { exchange<s>(rows[i], rows[i + s], std::make_index_sequence<n>{}); }
        }
        transpose_stages<2 * s>(rows);
    }
}

// One square block of a register's width.
template <class T>
inline void transpose_block(const T* from, std::size_t from_stride, T* to, std::size_t to_stride) {
    constexpr std::size_t n = transpose_width<T>;
    typename TransposeVector<T>::type rows[n];
#pragma GCC unroll 16
    for (std::size_t i = 0; i < n; ++i) {
        std::memcpy(&rows[i], from + i * from_stride, sizeof rows[i]);
    }
    transpose_stages<1>(rows);
#pragma GCC unroll 16
    for (std::size_t i = 0; i < n; ++i) {
        std::memcpy(to + i * to_stride, &rows[i], sizeof rows[i]);
    }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// to[columns, rows] = from[rows, columns] transposed; both have row strides.
template <class T>
void transpose(std::size_t rows, std::size_t columns, const T* from, std::size_t from_stride, T* to,
               std::size_t to_stride) {
    constexpr std::size_t n = detail::transpose_width<T>;
    const std::size_t whole_rows = rows / n * n, whole_columns = columns / n * n;
    for (std::size_t i = 0; i < whole_rows; i += n) {
        for (std::size_t j = 0; j < whole_columns; j += n) {
            detail::transpose_block(from + i * from_stride + j, from_stride, to + j * to_stride + i,
                                    to_stride);
        }
    }
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = i < whole_rows ? whole_columns : 0; j < columns; ++j) {
            to[j * to_stride + i] = from[i * from_stride + j];
        }
    }
}

}  // namespace nnlite::kernels
