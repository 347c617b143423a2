#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/resize.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// One pixel of a resized row: a weighted sum of pixels from `first` on.
template <class T>
struct ResizedPixel {
    std::size_t first;
    std::vector<T> weights;
};

// Keys' cubic with a = -1/2.
NNLITE_INLINE double cubic_weight(double x) {
    x = std::abs(x);
    return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

// The weights for `to` pixels from `from` pixels. If they are fewer, the cubic is wider by that
// factor.
template <class T>
std::vector<ResizedPixel<T>> resized_pixels(std::size_t from, std::size_t to) {
    const double step = static_cast<double>(from) / static_cast<double>(to);
    const double width = std::max(step, 1.0);
    std::vector<ResizedPixel<T>> result;
    for (std::size_t i = 0; i < to; ++i) {
        const double center = (static_cast<double>(i) + 0.5) * step;
        const double begin = std::max(std::floor(center - 2 * width + 0.5), 0.0);
        const double end =
            std::min(std::floor(center + 2 * width + 0.5), static_cast<double>(from));
        double sum = 0;
        for (double pixel = begin; pixel < end; ++pixel) {
            sum += cubic_weight((pixel + 0.5 - center) / width);
        }
        ResizedPixel<T> pixels{static_cast<std::size_t>(begin), {}};
        for (double pixel = begin; pixel < end; ++pixel) {
            pixels.weights.push_back(
                static_cast<T>(cubic_weight((pixel + 0.5 - center) / width) / sum));
        }
        result.push_back(pixels);
    }
    return result;
}

// [outer, from, inner] -> [outer, pixels, inner].
template <class T>
void resize_axis(std::size_t outer, std::size_t from, std::size_t inner,
                 const std::vector<ResizedPixel<T>>& pixels, const T* source, T* target) {
    for (std::size_t row = 0; row < outer; ++row, source += from * inner) {
        for (const ResizedPixel<T>& pixel : pixels) {
            std::fill_n(target, inner, T(0));
            const T* read = source + pixel.first * inner;
            for (const T weight : pixel.weights) {
                for (std::size_t k = 0; k < inner; ++k) { target[k] += weight * *read++; }
            }
            target += inner;
        }
    }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Tensor<T> resize_bicubic(const Tensor<T>& images, std::size_t height, std::size_t width) {
    const Shape& shape = images.shape();
    const bool images_fit = shape.size() == 3 || shape.size() == 4;
    if (!images_fit || shape[1] == 0 || shape[2] == 0) {
        fail<ShapeError>(
            "resize_bicubic: expected images [n, rows, columns] or [n, rows, columns, "
            "channels] with pixels, got ",
            shape);
    }
    if (height == 0 || width == 0) {
        fail<ValueError>("resize_bicubic: expected a height and width from 1 on, got ", height,
                         " and ", width);
    }
    const std::size_t rows = shape[1], columns = shape[2],
                      channels = detail::element_count(shape, 3, shape.size());
    Shape result_shape = shape;
    result_shape[1] = height;
    result_shape[2] = width;
    Tensor<T> result = empty_tensor<T>(result_shape);
    const auto down = detail::resized_pixels<T>(rows, height);
    const auto across = detail::resized_pixels<T>(columns, width);
    parallel_for(shape[0], 16, [&](std::size_t begin, std::size_t end) {
        detail::Vector<T> narrowed(rows * width * channels);
        for (std::size_t i = begin; i < end; ++i) {
            detail::resize_axis(rows, columns, channels, across,
                                images.data() + i * rows * columns * channels, narrowed.data());
            detail::resize_axis(1, rows, width * channels, down, narrowed.data(),
                                result.data() + i * height * width * channels);
        }
    });
    return result;
}

}  // namespace nnlite
