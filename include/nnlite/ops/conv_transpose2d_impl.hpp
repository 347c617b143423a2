#pragma once

#include <array>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/kernels/conv2d.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/conv2d.hpp"
#include "nnlite/ops/conv_transpose2d.hpp"
#include "nnlite/ops/formulas.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE kernels::Conv2dShape conv_transpose2d_shape(
    std::string_view place, const Shape& x, const Shape& w,
    const ConvTranspose2dFunctionOptions& options) {
    const Size2d stride = options.stride, extra = options.output_padding;
    require_positive(place, "stride", stride);
    if (w.size() != 4 || element_count(w) == 0) {
        fail<ShapeError>(place, ": expected kernels [height, width, out / groups, in], got ", w);
    }
    require_groups(place, options.groups, w[3], "channels");
    if (x.size() != 4 || x[3] != w[3]) {
        fail<ShapeError>(place, ": expected input [batch, height, width, ", w[3], "], got ", x);
    }
    require_pixels(place, x);
    if (extra.height >= stride.height || extra.width >= stride.width) {
        fail<ValueError>(place, ": expected output padding below the stride ", stride.height, " x ",
                         stride.width, ", got ", extra.height, " x ", extra.width);
    }
    const Size2d reach(options.dilation.height * (w[0] - 1) + 1,
                       options.dilation.width * (w[1] - 1) + 1);
    std::size_t height = x[1] * stride.height, width = x[2] * stride.width;
    const Padding cut = resolved(options.padding, height, width, reach, stride);
    if (!options.padding.is_same) {
        height += reach.height - stride.height + extra.height;
        width += reach.width - stride.width + extra.width;
        if (height <= cut.top + cut.bottom || width <= cut.left + cut.right) {
            fail<ShapeError>(place, ": expected padding that leaves some of ", height, " x ", width,
                             " pixels, got ", cut.top, " + ", cut.bottom, " rows and ", cut.left,
                             " + ", cut.right, " columns");
        }
        height -= cut.top + cut.bottom;
        width -= cut.left + cut.right;
    } else if (extra.height + extra.width > 0) {
        fail<ValueError>(place, ": expected no output padding with same padding");
    }
    return conv2d_shape(place, {x[0], height, width, w[2] * options.groups}, w,
                        {.stride = stride,
                         .padding = cut,
                         .dilation = options.dilation,
                         .groups = options.groups,
                         .algorithm = options.algorithm});
}

template <class T>
Variable<T> conv_transpose2d(const Variable<T>& x, const Variable<T>& weight,
                             const Variable<T>* bias,
                             const ConvTranspose2dFunctionOptions& options) {
    const char* name = "conv_transpose2d";
    const kernels::Conv2dShape s = conv_transpose2d_shape(name, x.shape(), weight.shape(), options);
    if (bias != nullptr && bias->shape() != Shape{s.in}) {
        fail<ShapeError>(name, ": expected bias [", s.in, "], got ", bias->shape());
    }
    Tensor<T> y = empty_tensor<T>({s.batch, s.height, s.width, s.in});
    kernels::conv2d_backward_data(s, x.value().data(), weight.value().data(), y.data(),
                                  options.algorithm);
    if (bias != nullptr) { y = map<T>(Add{}, y.shape(), y, bias->value()); }
    auto of_x = [s, algorithm = options.algorithm, weight = Saved<T>(weight),
                 shape = x.shape()](const Tensor<T>& dy) {
        Tensor<T> dx = empty_tensor<T>(shape);
        conv2d_forward<T>(s, dy.data(), weight.value().data(), nullptr, false, dx.data(),
                          algorithm);
        return dx;
    };
    auto of_weight = [s, algorithm = options.algorithm, x = Saved<T>(x),
                      shape = weight.shape()](const Tensor<T>& dy) {
        Tensor<T> dw = empty_tensor<T>(shape);
        kernels::conv2d_backward_weights(s, dy.data(), x.value().data(), dw.data(), algorithm);
        return dw;
    };
    auto of_bias = [s](const Tensor<T>& dy) { return sum_to_shape(dy, Shape{s.in}); };
    return make_operation<T>(name, std::move(y), {x, weight, bias}, std::move(of_x),
                             std::move(of_weight), of_bias);
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> conv_transpose2d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                             const std::type_identity_t<Variable<T>>& bias,
                             const detail::ConvTranspose2dFunctionOptions& options) {
    return detail::conv_transpose2d<T>(x, weight, &bias, options);
}

template <class T>
Variable<T> conv_transpose2d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                             const detail::ConvTranspose2dFunctionOptions& options) {
    return detail::conv_transpose2d<T>(x, weight, nullptr, options);
}

}  // namespace nnlite
