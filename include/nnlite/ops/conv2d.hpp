#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/kernels/conv2d_shape.hpp"
#include "nnlite/ops/image_size.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// What conv2d() takes besides its tensors.
struct Conv2dFunctionOptions {
    Size2d stride = 1;
    Padding padding = Padding::valid();
    Size2d dilation = 1;
    std::size_t groups = 1;
    bool relu = false;  // max(y, 0) in the same pass
    Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest;
};

// The sizes of a convolution of images [batch, height, width, in] with kernels w.
kernels::Conv2dShape conv2d_shape(std::string_view place, const Shape& x, const Shape& w,
                                  const Conv2dFunctionOptions& options);

// The convolution or, if `pooled`, the largest of each 2x2 of its pixels after a ReLU. x is images,
// or sequences as images of height 1.
template <class T>
Variable<T> convolution(const char* place, const kernels::Conv2dShape& s, const Variable<T>& x,
                        const Variable<T>& weight, const Variable<T>* bias,
                        const Conv2dFunctionOptions& options, bool pooled);

template <class T>
Variable<T> conv2d(const char* place, const Variable<T>& x, const Variable<T>& weight,
                   const Variable<T>* bias, const Conv2dFunctionOptions& options, bool pooled);

}  // namespace detail

/// y[n, i, j, k] = b[k] + sum over p, q, c of x[n, i s + p d - pad, j s + q d - pad, c]
/// w[p, q, c, k] (cross-correlation), with max(y, 0) in the same pass if `relu`.
/// Shapes: x [batch, height, width, in], w [kernel height, kernel width, in / groups, out], b [out]
/// -> [batch, out height, out width, out].
/// Throws: ShapeError if they do not fit or the kernel is larger than the padded image; ValueError
/// on a stride or dilation of 0, groups that do not divide, or an algorithm that does not support
/// it.
/// Elsewhere: torch.nn.functional.conv2d; keras.ops.conv.
template <class T>
Variable<T> conv2d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   const std::type_identity_t<Variable<T>>& bias,
                   const detail::Conv2dFunctionOptions& options = {});
template <class T>
Variable<T> conv2d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   const detail::Conv2dFunctionOptions& options = {});

namespace detail {

// max_pool2d(relu(conv2d(x, w, b)), 2) in one pass: the same values, the gradients of w and b as
// sums in another order. `relu` is always on.
// Shapes: as conv2d, with half the out height and out width, rounded down.
// Throws: as conv2d; ShapeError if the convolution's result has fewer than 2 x 2 pixels.
template <class T>
Variable<T> conv2d_pool(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                        const std::type_identity_t<Variable<T>>& bias,
                        const Conv2dFunctionOptions& options = {});
template <class T>
Variable<T> conv2d_pool(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                        const Conv2dFunctionOptions& options = {});

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/conv2d_impl.hpp"
#endif
