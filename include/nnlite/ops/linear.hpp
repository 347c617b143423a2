#pragma once

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// dy where the result was positive, else 0: the gradient before a fused ReLU. NaN stays NaN.
template <class T>
Tensor<T> relu_gradient(const Tensor<T>& dy, const Tensor<T>& y);

template <class T>
Variable<T> linear(const Variable<T>& x, const Variable<T>& weight, const Variable<T>* bias,
                   bool relu);

}  // namespace detail

/// y = x W + b on the last axis, with max(y, 0) in the same pass if `relu`.
/// Shapes: x [..., in], W [in, out], b [out] -> [..., out].
/// Throws: ShapeError if they do not fit.
/// Elsewhere: torch.nn.functional.linear.
template <class T>
Variable<T> linear(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   const std::type_identity_t<Variable<T>>& bias, bool relu = false);
template <class T>
Variable<T> linear(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   bool relu = false);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/linear_impl.hpp"
#endif
