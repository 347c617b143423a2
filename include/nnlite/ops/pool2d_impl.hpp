#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/kernels/pool2d.hpp"
#include "nnlite/ops/image_size.hpp"
#include "nnlite/ops/pool2d.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE kernels::Pool2dShape pool2d_shape(std::string_view place, const Shape& x, Size2d size,
                                                const Pool2dOptions& options) {
    const Size2d stride = options.stride.value_or(size);
    require_positive(place, "size", size);
    require_positive(place, "stride", stride);
    require_images(place, x);
    require_pixels(place, x);
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

NNLITE_INLINE Shape pooled(const Shape& x, const kernels::Pool2dShape& s) {
    return x.size() == 3 ? Shape{s.batch, s.out_width(), s.channels}
                         : Shape{s.batch, s.out_height(), s.out_width(), s.channels};
}

template <class T>
Variable<T> max_pool(const char* name, const kernels::Pool2dShape& s, const Variable<T>& x) {
    if (s.size_height * s.size_width > 256) {
        fail<ValueError>(name, ": expected a window of at most 256 elements, got ", s.size_height,
                         " x ", s.size_width);
    }
    const Shape shape = pooled(x.shape(), s);
    Tensor<T> y = empty_tensor<T>(shape);
    const bool recorded = x.requires_gradient() && is_recording();
    Tensor<std::uint8_t> position =
        recorded ? empty_tensor<std::uint8_t>(shape) : Tensor<std::uint8_t>();
    kernels::max_pool2d_forward(s, x.value().data(), y.data(),
                                recorded ? position.data() : nullptr);
    return make_operation<T>(
        name, std::move(y), {x},
        [s, shape = x.shape(), position = std::move(position)](const Tensor<T>& dy) {
            Tensor<T> dx = empty_tensor<T>(shape);
            kernels::max_pool2d_backward(s, dy.data(), position.data(), dx.data());
            return dx;
        });
}

template <class T>
Variable<T> avg_pool(const char* name, const kernels::Pool2dShape& s, const Variable<T>& x) {
    Tensor<T> y = empty_tensor<T>(pooled(x.shape(), s));
    kernels::avg_pool2d_forward(s, x.value().data(), y.data());
    return make_operation<T>(name, std::move(y), {x}, [s, shape = x.shape()](const Tensor<T>& dy) {
        Tensor<T> dx = empty_tensor<T>(shape);
        kernels::avg_pool2d_backward(s, dy.data(), dx.data());
        return dx;
    });
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> max_pool2d(const Variable<T>& x, Size2d size, const Pool2dOptions& options) {
    const char* name = "max_pool2d";
    return detail::max_pool(name, detail::pool2d_shape(name, x.shape(), size, options), x);
}

template <class T>
Variable<T> avg_pool2d(const Variable<T>& x, Size2d size, const Pool2dOptions& options) {
    const char* name = "avg_pool2d";
    return detail::avg_pool(name, detail::pool2d_shape(name, x.shape(), size, options), x);
}

}  // namespace nnlite
