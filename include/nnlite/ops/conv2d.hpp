#pragma once

#include <array>
#include <string_view>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/kernels/conv2d.hpp"
#include "nnlite/ops/image_size.hpp"
#include "nnlite/ops/linear.hpp"

namespace nnlite {

struct Conv2dFunctionOptions {
    Size2d stride = 1;
    Padding padding = Padding::valid();
    Size2d dilation = 1;
    std::size_t groups = 1;
    bool relu = false;  // max(y, 0) in the same pass
};

namespace detail {

// The sizes of a convolution of images [batch, height, width, in] with kernels w.
inline Conv2dShape conv2d_shape(std::string_view place, const Shape& x, const Shape& w,
                                const Conv2dFunctionOptions& options) {
    require_positive(place, "stride", options.stride);
    require_positive(place, "dilation", options.dilation);
    if (w.size() != 4 || element_count(w) == 0) {
        fail<ShapeError>(place, ": expected kernels [height, width, in / groups, out], got ", w);
    }
    const std::size_t groups = options.groups, in = w[2] * groups;
    if (groups == 0 || w[3] % groups != 0) {
        fail<ValueError>(place, ": expected groups that divide ", w[3], " filters, got ", groups);
    }
    if (x.size() != 4 || x[3] != in) {
        fail<ShapeError>(place, ": expected input [batch, height, width, ", in, "], got ", x);
    }
    const Size2d reach(options.dilation.height * (w[0] - 1) + 1,
                       options.dilation.width * (w[1] - 1) + 1);
    const Padding padding = resolved(options.padding, x[1], x[2], reach, options.stride);
    require_reach(place, padding, x[1], x[2], reach);
    return {.batch = x[0],
            .height = x[1],
            .width = x[2],
            .in = in,
            .out = w[3],
            .kernel_height = w[0],
            .kernel_width = w[1],
            .stride_height = options.stride.height,
            .stride_width = options.stride.width,
            .dilation_height = options.dilation.height,
            .dilation_width = options.dilation.width,
            .pad_top = padding.top,
            .pad_bottom = padding.bottom,
            .pad_left = padding.left,
            .pad_right = padding.right,
            .groups = groups};
}

template <class T>
Variable<T> conv2d(const Variable<T>& x, const Variable<T>& weight, const Variable<T>* bias,
                   const Conv2dFunctionOptions& options) {
    const Conv2dShape s = conv2d_shape("conv2d", x.shape(), weight.shape(), options);
    if (bias != nullptr && bias->shape() != Shape{s.out}) {
        fail<ShapeError>("conv2d: expected bias [", s.out, "], got ", bias->shape());
    }
    Tensor<T> y = empty_tensor<T>(image_shape(s, s.out));
    conv2d_forward(s, x.value().data(), weight.value().data(),
                   bias != nullptr ? bias->value().data() : nullptr, options.relu, y.data());
    auto rule = [s, relu = options.relu, x = Saved<T>(x), weight = Saved<T>(weight)](
                    const Tensor<T>& slope, const Tensor<T>& result,
                    const std::array<bool, 3>& needed) {
        Tensor<T> masked;
        if (relu) { masked = relu_gradient(slope, result); }
        const Tensor<T>& dy = relu ? masked : slope;
        std::array<Tensor<T>, 3> gradients;
        auto& [dx, dw, db] = gradients;
        if (needed[0]) {
            dx = empty_tensor<T>(x.value().shape());
            conv2d_backward_data(s, dy.data(), weight.value().data(), dx.data());
        }
        if (needed[1]) {
            dw = empty_tensor<T>(weight.value().shape());
            conv2d_backward_weights(s, x.value().data(), dy.data(), dw.data());
        }
        if (needed[2]) {
            db = empty_tensor<T>({s.out});
            reduce<SumOf>(1, dy.size() / s.out, s.out, dy.data(), db.data());
        }
        return gradients;
    };
    return make_joint_operation<T, 3>("conv2d", std::move(y),
                                      {x, weight, bias != nullptr ? *bias : Variable<T>()},
                                      std::move(rule));
}

}  // namespace detail

/// y[n, i, j, k] = b[k] + sum over p, q, c of x[n, i s + p d - pad, j s + q d - pad, c] w[p, q, c,
/// k] (cross-correlation), with max(y, 0) in the same pass if `relu`. Shapes: x [batch, height,
/// width, in], w [kernel height, kernel width, in / groups, out], b [out]
/// -> [batch, out height, out width, out].
/// Throws: ShapeError if they do not fit or the kernel is larger than the padded image; ValueError
/// on a stride or dilation of 0 or groups that do not divide.
template <class T>
Variable<T> conv2d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   const std::type_identity_t<Variable<T>>& bias,
                   const Conv2dFunctionOptions& options = {}) {
    return detail::conv2d<T>(x, weight, &bias, options);
}
template <class T>
Variable<T> conv2d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   const Conv2dFunctionOptions& options = {}) {
    return detail::conv2d<T>(x, weight, nullptr, options);
}

}  // namespace nnlite
