#pragma once

#include <cstddef>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Images resized by bicubic interpolation, with smoothing when they shrink: each pixel is a
/// weighted mean of those around its position, by Keys' cubic with a = -1/2, which is widened by
/// the factor of shrinking. Results may be out of the range of the pixels.
/// Shapes: images [n, rows, columns] or [n, rows, columns, channels] -> the same with height and
/// width.
/// Throws: ShapeError if images have another rank or no pixels; ValueError if height or width is 0.
/// Source: Keys 1981; as Pillow's resize(..., BICUBIC) of float images and PyTorch's
/// interpolate(mode="bicubic", antialias=True), both without align_corners.
template <class T>
Tensor<T> resize_bicubic(const Tensor<T>& images, std::size_t height, std::size_t width);
template <detail::OtherArray E>
auto resize_bicubic(const E& images, std::size_t height, std::size_t width) {
    return resize_bicubic(detail::tensor_from(images), height, width);
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/resize_impl.hpp"
#endif
