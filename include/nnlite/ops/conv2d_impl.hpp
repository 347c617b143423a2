#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/kernels/conv2d.hpp"
#include "nnlite/ops/conv2d.hpp"
#include "nnlite/ops/image_size.hpp"
#include "nnlite/ops/linear.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE kernels::Conv2dShape conv2d_shape(std::string_view place, const Shape& x,
                                                const Shape& w,
                                                const Conv2dFunctionOptions& options) {
    require_positive(place, "stride", options.stride);
    require_positive(place, "dilation", options.dilation);
    if (w.size() != 4 || element_count(w) == 0) {
        fail<ShapeError>(place, ": expected kernels [height, width, in / groups, out], got ", w);
    }
    const std::size_t groups = options.groups, in = w[2] * groups;
    require_groups(place, groups, w[3], "filters");
    if (x.size() != 4 || x[3] != in) {
        fail<ShapeError>(place, ": expected input [batch, height, width, ", in, "], got ", x);
    }
    const Size2d reach(options.dilation.height * (w[0] - 1) + 1,
                       options.dilation.width * (w[1] - 1) + 1);
    const Padding padding = resolved(options.padding, x[1], x[2], reach, options.stride);
    require_reach(place, padding, x[1], x[2], reach);
    const kernels::Conv2dShape shape{.batch = x[0],
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
    const bool winograd = options.algorithm == Conv2dAlgorithm::winograd_2x2 ||
                          options.algorithm == Conv2dAlgorithm::winograd_4x4;
    if (winograd && !winograd_fits(shape)) {
        fail<ValueError>(place,
                         ": expected kernels 3 x 3 with stride, dilation and groups of 1 for "
                         "a Winograd algorithm, got kernels ",
                         w, ", stride ", options.stride.height, " x ", options.stride.width,
                         ", dilation ", options.dilation.height, " x ", options.dilation.width,
                         ", groups ", groups);
    }
    return shape;
}

template <class T>
Variable<T> convolution(const char* place, const kernels::Conv2dShape& s, const Variable<T>& x,
                        const Variable<T>& weight, const Variable<T>* bias,
                        const Conv2dFunctionOptions& options, bool pooled) {
    if (bias != nullptr && bias->shape() != Shape{s.out}) {
        fail<ShapeError>(place, ": expected bias [", s.out, "], got ", bias->shape());
    }
    const std::size_t window = pooled ? 2 : 1;
    if (s.out_height() < window || s.out_width() < window) {
        fail<ShapeError>(place, ": expected at least 2 x 2 pixels to pool, got ", s.out_height(),
                         " x ", s.out_width());
    }
    const Shape shape =
        x.rank() == 3 ? Shape{s.batch, s.out_width(), s.out}
                      : Shape{s.batch, s.out_height() / window, s.out_width() / window, s.out};
    Tensor<T> y = empty_tensor<T>(shape);
    Tensor<std::uint8_t> position =
        pooled ? empty_tensor<std::uint8_t>(shape) : Tensor<std::uint8_t>();
    conv2d_forward<T>(s, x.value().data(), weight.value().data(),
                      bias != nullptr ? bias->value().data() : nullptr, options.relu || pooled,
                      {y.data(), pooled ? position.data() : nullptr}, options.algorithm);
    auto rule = [s, relu = options.relu && !pooled, pooled, algorithm = options.algorithm,
                 position = std::move(position), x = Saved<T>(x),
                 weight = Saved<T>(weight)](const Tensor<T>& dy, GradientSink<T>& sink) {
        Tensor<T> masked;
        if (relu) { masked = relu_gradient(dy, sink.result()); }
        const ConvSlope<T> slope{relu ? masked.data() : dy.data(),
                                 pooled ? position.data() : nullptr};
        Tensor<T> dx, dw;
        if (sink.needs(0)) { dx = empty_tensor<T>(sink.shape(0)); }
        if (sink.needs(1)) { dw = empty_tensor<T>(sink.shape(1)); }
        conv2d_backward(s, x.value().data(), slope, weight.value().data(),
                        sink.needs(0) ? dx.data() : nullptr, sink.needs(1) ? dw.data() : nullptr,
                        algorithm);
        sink.add(0, std::move(dx));
        sink.add(1, std::move(dw));
        if (sink.needs(2)) {
            Tensor<T> db = empty_tensor<T>({s.out});
            conv2d_backward_bias(s, slope, db.data());
            sink.add(2, std::move(db));
        }
    };
    return make_operation<T>(place, std::move(y), {x, weight, bias}, std::move(rule));
}

template <class T>
Variable<T> conv2d(const char* place, const Variable<T>& x, const Variable<T>& weight,
                   const Variable<T>* bias, const Conv2dFunctionOptions& options, bool pooled) {
    return convolution(place, conv2d_shape(place, x.shape(), weight.shape(), options), x, weight,
                       bias, options, pooled);
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> conv2d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   const std::type_identity_t<Variable<T>>& bias,
                   const detail::Conv2dFunctionOptions& options) {
    return detail::conv2d<T>("conv2d", x, weight, &bias, options, false);
}

template <class T>
Variable<T> conv2d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   const detail::Conv2dFunctionOptions& options) {
    return detail::conv2d<T>("conv2d", x, weight, nullptr, options, false);
}

namespace detail {

template <class T>
Variable<T> conv2d_pool(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                        const std::type_identity_t<Variable<T>>& bias,
                        const Conv2dFunctionOptions& options) {
    return conv2d<T>("conv2d_pool", x, weight, &bias, options, true);
}

template <class T>
Variable<T> conv2d_pool(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                        const Conv2dFunctionOptions& options) {
    return conv2d<T>("conv2d_pool", x, weight, nullptr, options, true);
}

}  // namespace detail

}  // namespace nnlite
