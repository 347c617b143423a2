#pragma once

#include <cstddef>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/ops/index_list.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

template <class T>
Tensor<T> reshaped(Tensor<T> x, const Shape& shape) {
    x.reshape(shape);
    return x;
}

}  // namespace detail

/// The sum over the given axes (none: over all).
/// Shapes: x without these axes, or with 1 in their place if keep_dims.
/// Throws: ShapeError if there is no such axis.
/// Elsewhere: torch.sum; keras.ops.sum.
template <class T>
Variable<T> sum(const Variable<T>& x, const detail::IndexList& axes = {}, bool keep_dims = false);

/// The mean over the given axes (none: over all).
/// Shapes: as for sum.
/// Throws: ShapeError if there is no such axis; ValueError if it has no elements.
/// Elsewhere: torch.mean; keras.ops.mean.
template <class T>
Variable<T> mean(const Variable<T>& x, const detail::IndexList& axes = {}, bool keep_dims = false);

/// The largest value over the given axes (none: over all), NaN if any value is NaN. Equal largest
/// values share the gradient equally.
/// Shapes: as for sum.
/// Throws: ShapeError if there is no such axis; ValueError if it has no elements.
/// Elsewhere: torch.amax; keras.ops.max.
template <class T>
Variable<T> max(const Variable<T>& x, const detail::IndexList& axes = {}, bool keep_dims = false);

/// The smallest value; otherwise as max.
/// Elsewhere: torch.amin; keras.ops.min.
template <class T>
Variable<T> min(const Variable<T>& x, const detail::IndexList& axes = {}, bool keep_dims = false);

namespace detail {

// What var() takes besides its axes.
struct VarOptions {
    std::size_t correction = 0;  // divide by n - correction: 0 as in NumPy, 1 as in PyTorch
    bool keep_dims = false;
};

}  // namespace detail

/// The variance sum (x - mean)^2 / (n - correction) over the given axes (none: over all).
/// Shapes: as for sum.
/// Throws: ShapeError if there is no such axis; ValueError unless n > correction.
/// Elsewhere: torch.var; keras.ops.var.
template <class T>
Variable<T> var(const Variable<T>& x, const detail::IndexList& axes = {},
                detail::VarOptions options = {});

/// log(sum(exp(x))) over the given axes (none: over all), without overflow.
/// Shapes: as for sum.
/// Throws: ShapeError if there is no such axis; ValueError if it has no elements.
/// Elsewhere: torch.logsumexp; keras.ops.logsumexp.
template <class T>
Variable<T> logsumexp(const Variable<T>& x, const detail::IndexList& axes = {},
                      bool keep_dims = false);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/reduce_impl.hpp"
#endif
