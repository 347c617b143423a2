#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/kernels/conv2d.hpp"
#include "nnlite/kernels/pool2d.hpp"
#include "nnlite/ops/linear.hpp"

namespace nnlite {

/// Numbers of pixels along height and width; one number means both.
struct Size2d {
    std::size_t height, width;
    Size2d(std::size_t both) : height(both), width(both) {}  // NOLINT(google-explicit-constructor)
    Size2d(std::size_t rows, std::size_t columns) : height(rows), width(columns) {}
};

/// Zeros around an image: none (valid), as many as keep out = ceil(in / stride) with the odd one at
/// the bottom and right (same, as TensorFlow), or given.
struct Padding {
    static Padding valid() { return Padding(0, 0, 0, 0); }
    static Padding same() {
        Padding padding(0, 0, 0, 0);
        padding.is_same = true;
        return padding;
    }
    Padding(std::size_t all)  // NOLINT(google-explicit-constructor)
        : Padding(all, all, all, all) {}
    Padding(std::size_t above, std::size_t below, std::size_t before, std::size_t after)
        : top(above), bottom(below), left(before), right(after) {}

    std::size_t top, bottom, left, right;
    bool is_same = false;
};

struct Conv2dFunctionOptions {
    Size2d stride = 1;
    Padding padding = Padding::valid();
    Size2d dilation = 1;
    std::size_t groups = 1;
    bool relu = false;  // max(y, 0) in the same pass
};

struct Pool2dOptions {
    std::optional<Size2d> stride = {};  // else the window's size
    Padding padding = Padding::valid();
};

namespace detail {

// Zeros before and after an axis for "same" padding.
inline std::pair<std::size_t, std::size_t> same_padding(std::size_t extent, std::size_t reach,
                                                        std::size_t stride) {
    const std::size_t out = (extent + stride - 1) / stride;
    const std::size_t needed = (out - 1) * stride + reach;
    const std::size_t total = needed > extent ? needed - extent : 0;
    return {total / 2, total - total / 2};
}

inline Padding resolved(const Padding& padding, std::size_t height, std::size_t width, Size2d reach,
                        Size2d stride) {
    if (!padding.is_same || height == 0 || width == 0) { return padding; }
    const auto [top, bottom] = same_padding(height, reach.height, stride.height);
    const auto [left, right] = same_padding(width, reach.width, stride.width);
    return {top, bottom, left, right};
}

inline void require_positive(std::string_view place, std::string_view what, Size2d size) {
    if (size.height == 0 || size.width == 0) {
        fail<ValueError>(place, ": expected ", what, " >= 1, got ", size.height, " x ", size.width);
    }
}

inline void require_reach(std::string_view place, const Padding& padding, std::size_t height,
                          std::size_t width, Size2d reach) {
    const std::size_t rows = height + padding.top + padding.bottom;
    const std::size_t columns = width + padding.left + padding.right;
    if (rows < reach.height || columns < reach.width) {
        fail<ShapeError>(place, ": expected an image of at least ", reach.height, " x ",
                         reach.width, " pixels, padding included, got ", rows, " x ", columns);
    }
}

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

inline Pool2dShape pool2d_shape(std::string_view place, const Shape& x, Size2d size,
                                const Pool2dOptions& options) {
    const Size2d stride = options.stride.value_or(size);
    require_positive(place, "size", size);
    require_positive(place, "stride", stride);
    if (x.size() != 4) {
        fail<ShapeError>(place, ": expected input [batch, height, width, channels], got ", x);
    }
    const Padding padding = resolved(options.padding, x[1], x[2], size, stride);
    require_reach(place, padding, x[1], x[2], size);
    if (padding.top >= size.height || padding.bottom >= size.height || padding.left >= size.width ||
        padding.right >= size.width) {
        fail<ValueError>(place, ": expected padding smaller than the window ", size.height, " x ",
                         size.width);
    }
    return {.batch = x[0],
            .height = x[1],
            .width = x[2],
            .channels = x[3],
            .size_height = size.height,
            .size_width = size.width,
            .stride_height = stride.height,
            .stride_width = stride.width,
            .pad_top = padding.top,
            .pad_bottom = padding.bottom,
            .pad_left = padding.left,
            .pad_right = padding.right};
}

template <class S>
Shape pooled_shape(const S& s, std::size_t channels) {
    return {s.batch, s.out_height(), s.out_width(), channels};
}

template <class T>
Variable<T> conv2d(const Variable<T>& x, const Variable<T>& weight, const Variable<T>* bias,
                   const Conv2dFunctionOptions& options) {
    const Conv2dShape s = conv2d_shape("conv2d", x.shape(), weight.shape(), options);
    if (bias != nullptr && bias->shape() != Shape{s.out}) {
        fail<ShapeError>("conv2d: expected bias [", s.out, "], got ", bias->shape());
    }
    Tensor<T> y = empty_tensor<T>(pooled_shape(s, s.out));
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

/// The largest number of each window; windows that do not fit whole are left out.
/// Shapes: [batch, height, width, channels] -> [batch, out height, out width, channels].
/// Throws: ShapeError if the window is larger than the padded image; ValueError on a size or stride
/// of 0, padding as large as the window, or a window of more than 256 numbers.
template <class T>
Variable<T> max_pool2d(const Variable<T>& x, Size2d size, const Pool2dOptions& options = {}) {
    const Pool2dShape s = detail::pool2d_shape("max_pool2d", x.shape(), size, options);
    if (size.height * size.width > 256) {
        fail<ValueError>("max_pool2d: expected a window of at most 256 numbers, got ", size.height,
                         " x ", size.width);
    }
    const Shape shape = detail::pooled_shape(s, s.channels);
    Tensor<T> y = empty_tensor<T>(shape);
    const bool recorded = x.requires_gradient() && is_recording();
    Tensor<std::uint8_t> position =
        recorded ? empty_tensor<std::uint8_t>(shape) : Tensor<std::uint8_t>();
    max_pool2d_forward(s, x.value().data(), y.data(), recorded ? position.data() : nullptr);
    return make_operation<T>(
        "max_pool2d", std::move(y), {x}, [s, position = std::move(position)](const Tensor<T>& dy) {
            Tensor<T> dx = empty_tensor<T>({s.batch, s.height, s.width, s.channels});
            max_pool2d_backward(s, dy.data(), position.data(), dx.data());
            return dx;
        });
}

/// The mean of each window; what is in the padding does not count.
/// Shapes: [batch, height, width, channels] -> [batch, out height, out width, channels].
/// Throws: as max_pool2d, but for the window's 256 numbers.
template <class T>
Variable<T> avg_pool2d(const Variable<T>& x, Size2d size, const Pool2dOptions& options = {}) {
    const Pool2dShape s = detail::pool2d_shape("avg_pool2d", x.shape(), size, options);
    Tensor<T> y = empty_tensor<T>(detail::pooled_shape(s, s.channels));
    avg_pool2d_forward(s, x.value().data(), y.data());
    return make_operation<T>("avg_pool2d", std::move(y), {x}, [s](const Tensor<T>& dy) {
        Tensor<T> dx = empty_tensor<T>({s.batch, s.height, s.width, s.channels});
        avg_pool2d_backward(s, dy.data(), dx.data());
        return dx;
    });
}

}  // namespace nnlite
