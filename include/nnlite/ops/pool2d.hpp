#pragma once

#include <optional>
#include <string_view>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/ops/image_size.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace kernels {
struct Pool2dShape;
}

/// How a pooling of images moves its window.
struct Pool2dOptions {
    std::optional<Size2d> stride = {};  // else the window's size
    Padding padding = Padding::valid();
};

namespace detail {

kernels::Pool2dShape pool2d_shape(std::string_view place, const Shape& x, Size2d size,
                                  const Pool2dOptions& options);

// x is images or, as images of height 1, sequences; y has its shape but for the pixels.
Shape pooled(const Shape& x, const kernels::Pool2dShape& s);

template <class T>
Variable<T> max_pool(const char* name, const kernels::Pool2dShape& s, const Variable<T>& x);

template <class T>
Variable<T> avg_pool(const char* name, const kernels::Pool2dShape& s, const Variable<T>& x);

}  // namespace detail

/// The largest number of each window; windows that do not fit whole are left out.
/// Shapes: [batch, height, width, channels] -> [batch, out height, out width, channels].
/// Throws: ShapeError if the window is larger than the padded image; ValueError on a size or stride
/// of 0, padding as large as the window, or a window of more than 256 numbers.
template <class T>
Variable<T> max_pool2d(const Variable<T>& x, Size2d size, const Pool2dOptions& options = {});

/// The mean of each window; what is in the padding does not count.
/// Shapes: [batch, height, width, channels] -> [batch, out height, out width, channels].
/// Throws: as max_pool2d, but for the window's 256 numbers.
template <class T>
Variable<T> avg_pool2d(const Variable<T>& x, Size2d size, const Pool2dOptions& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/pool2d_impl.hpp"
#endif
