#pragma once

#include <string_view>
#include <type_traits>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/kernels/conv2d_shape.hpp"
#include "nnlite/ops/sequence_size.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// What conv1d() takes besides its tensors.
struct Conv1dFunctionOptions {
    std::size_t stride = 1;
    Padding1d padding = Padding::valid();  // {size - 1, 0}: causal
    std::size_t dilation = 1;
    std::size_t groups = 1;
    bool relu = false;  // max(y, 0) in the same pass
};

// The sizes of a convolution of sequences [batch, time, in] with kernels w, as images of height 1.
kernels::Conv2dShape conv1d_shape(std::string_view place, const Shape& x, const Shape& w,
                                  const Conv1dFunctionOptions& options);

template <class T>
Variable<T> conv1d(const Variable<T>& x, const Variable<T>& weight, const Variable<T>* bias,
                   const Conv1dFunctionOptions& options);

}  // namespace detail

/// y[n, t, k] = b[k] + sum over p, c of x[n, t s + p d - pad, c] w[p, c, k] (cross-correlation),
/// with max(y, 0) in the same pass if `relu`: conv2d of images of height 1.
/// Shapes: x [batch, time, in], w [size, in / groups, out], b [out] -> [batch, out time, out].
/// Throws: ShapeError if they do not fit or the kernel is longer than the padded sequence;
/// ValueError on a stride or dilation of 0 or groups that do not divide.
/// Elsewhere: torch.nn.functional.conv1d; keras.ops.conv.
template <class T>
Variable<T> conv1d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   const std::type_identity_t<Variable<T>>& bias,
                   const detail::Conv1dFunctionOptions& options = {});
template <class T>
Variable<T> conv1d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   const detail::Conv1dFunctionOptions& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/conv1d_impl.hpp"
#endif
