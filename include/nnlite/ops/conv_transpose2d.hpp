#pragma once

#include <string_view>
#include <type_traits>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/kernels/conv2d_shape.hpp"
#include "nnlite/ops/image_size.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// What conv_transpose2d() takes besides its tensors.
struct ConvTranspose2dFunctionOptions {
    Size2d stride = 1;
    Padding padding = Padding::valid();  // of the result: pixels cut off; same: stride x the input
    Size2d output_padding = 0;           // more pixels at the bottom and right, below the stride
    Size2d dilation = 1;
    std::size_t groups = 1;
    Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest;
};

// The sizes of the convolution that maps results y to inputs x: conv_transpose2d is its adjoint.
kernels::Conv2dShape conv_transpose2d_shape(std::string_view place, const Shape& x, const Shape& w,
                                            const ConvTranspose2dFunctionOptions& options);

template <class T>
Variable<T> conv_transpose2d(const Variable<T>& x, const Variable<T>& weight,
                             const Variable<T>* bias,
                             const ConvTranspose2dFunctionOptions& options);

}  // namespace detail

/// Each pixel x[n, i, j, c] adds x w[p, q, k, c] to y[n, i s + p d - pad, j s + q d - pad, k]: the
/// adjoint of conv2d with the same kernels and options.
/// Shapes: x [batch, height, width, in], w [kernel height, kernel width, out / groups, in], b [out]
/// -> [batch, out height, out width, out] with, along each axis, out = (extent - 1) stride +
/// dilation (kernel - 1) + 1 + output_padding - padding.
/// Throws: ShapeError if they do not fit or nothing is left; ValueError on a stride or dilation of
/// 0, an output padding not below the stride or together with same padding, groups that do not
/// divide, or an algorithm that does not support it.
/// Elsewhere: torch.nn.functional.conv_transpose2d; keras.ops.conv_transpose.
template <class T>
Variable<T> conv_transpose2d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                             const std::type_identity_t<Variable<T>>& bias,
                             const detail::ConvTranspose2dFunctionOptions& options = {});
template <class T>
Variable<T> conv_transpose2d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                             const detail::ConvTranspose2dFunctionOptions& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/conv_transpose2d_impl.hpp"
#endif
