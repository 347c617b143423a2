#pragma once

#include <cstddef>
#include <cstdint>

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

namespace nnlite {

/// An n-dimensional row-major array: an xt::xarray on the caching allocator. Any xtensor expression
/// converts to it, and everything in xt:: works on it.
template <class T = float>
using Tensor = xt::xarray<T, xt::layout_type::row_major, Allocator<T>, Allocator<std::size_t>>;

/// The extents of a Tensor, outermost first.
using Shape = typename Tensor<float>::shape_type;

/// Class numbers, one per sample: [batch].
using Labels = Tensor<std::int32_t>;

/// A tensor of the given shape whose values are not set.
template <class T>
Tensor<T> empty_tensor(const Shape& shape) {
    return Tensor<T>::from_shape(shape);
}

/// A tensor of the given shape with every value equal to `value`.
template <class T>
Tensor<T> full_tensor(const Shape& shape, T value) {
    Tensor<T> result = Tensor<T>::from_shape(shape);
    result.fill(value);
    return result;
}

}  // namespace nnlite
