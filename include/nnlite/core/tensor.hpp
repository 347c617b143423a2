#pragma once

// With it no check would find NaN or infinite data, losses or weights.
#if __FINITE_MATH_ONLY__ && !defined(NNLITE_ALLOW_FAST_MATH)
#error "nnlite needs NaN and infinity: add -fno-finite-math-only to -ffast-math or -Ofast"
#endif

#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>

#if __has_include(<xtensor/containers/xarray.hpp>)  // xtensor 0.26 and later
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xview.hpp>
#endif

#include "nnlite/core/allocator.hpp"

namespace nnlite::inline NNLITE_ABI {

/// An n-dimensional row-major array: an xt::xarray on the caching allocator. Any xtensor expression
/// converts to it, and xt:: functions take it.
template <class T = float>
using Tensor = xt::xarray<T, xt::layout_type::row_major, Allocator<T>, Allocator<std::size_t>>;

/// The extents of a Tensor, outermost first.
using Shape = typename Tensor<float>::shape_type;

/// Class numbers, one per sample: [batch].
using Labels = Tensor<std::int32_t>;

namespace detail {

inline constexpr std::size_t uncountable = std::numeric_limits<std::size_t>::max();

// The product of extents, or `uncountable` if it, a stride (for which an extent of 0 counts as 1)
// or the number of bytes would overflow: such a shape cannot be in memory.
inline std::size_t count_elements(const std::size_t* first, const std::size_t* last) {
    constexpr std::size_t most = std::numeric_limits<std::ptrdiff_t>::max() / 16;
    std::size_t count = 1;
    bool empty = false;
    for (; first != last; ++first) {
        empty = empty || *first == 0;
        const std::size_t extent = *first == 0 ? 1 : *first;
        if (__builtin_mul_overflow(count, extent, &count) || count > most) { return uncountable; }
    }
    return empty ? 0 : count;
}

}  // namespace detail

/// A tensor of the given shape with uninitialized values.
/// Throws: std::bad_array_new_length if there are too many; std::bad_alloc.
template <class T>
Tensor<T> empty_tensor(const Shape& shape) {
    if (detail::count_elements(shape.data(), shape.data() + shape.size()) == detail::uncountable) {
        throw std::bad_array_new_length();
    }
    return Tensor<T>::from_shape(shape);
}

/// A tensor of the given shape with every value equal to `value`.
template <class T>
Tensor<T> full_tensor(const Shape& shape, T value) {
    Tensor<T> result = empty_tensor<T>(shape);
    result.fill(value);
    return result;
}

}  // namespace nnlite
