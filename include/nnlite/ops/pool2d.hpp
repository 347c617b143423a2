#pragma once

#include <optional>
#include <string_view>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/ops/image_size.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace kernels {
struct Pool2dShape;
}

/// Options of pooling functions on images.
struct Pool2dOptions {
    std::optional<Size2d> stride = {};  // else the window's size
    Padding padding = Padding::valid();
};

namespace detail {

kernels::Pool2dShape pool2d_shape(std::string_view place, const Shape& x, Size2d size,
                                  const Pool2dOptions& options);

// x is images, or sequences as images of height 1; y has its shape except for the pixels.
Shape pooled(const Shape& x, const kernels::Pool2dShape& s);

template <class T>
Variable<T> max_pool(const char* name, const kernels::Pool2dShape& s, const Variable<T>& x);

template <class T>
Variable<T> avg_pool(const char* name, const kernels::Pool2dShape& s, const Variable<T>& x);

}  // namespace detail

/// The largest value of each window; windows that do not fit are skipped.
/// Shapes: [batch, height, width, channels] -> [batch, out height, out width, channels].
/// Throws: ShapeError if the window is larger than the padded image; ValueError on a size or stride
/// of 0, padding as large as the window, or a window of more than 256 elements.
/// Elsewhere: torch.nn.functional.max_pool2d; keras.ops.max_pool.
template <class T>
Variable<T> max_pool2d(const Variable<T>& x, Size2d size, const Pool2dOptions& options = {});

/// The mean of each window, without the padding.
/// Shapes: [batch, height, width, channels] -> [batch, out height, out width, channels].
/// Throws: as max_pool2d, except for the window of 256 elements.
/// Elsewhere: torch.nn.functional.avg_pool2d; keras.ops.average_pool.
template <class T>
Variable<T> avg_pool2d(const Variable<T>& x, Size2d size, const Pool2dOptions& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/pool2d_impl.hpp"
#endif
