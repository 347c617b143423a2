#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <string_view>

#include "nnlite/core/inline.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/data/image_augmentation.hpp"
#include "nnlite/fields/fields.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void BilinearImage<T>::read(T y, T x, T* pixel) const {
    const T top = std::floor(y), left = std::floor(x);
    if (!(top >= T(-1) && top < T(height) && left >= T(-1) && left < T(width))) {
        std::fill_n(pixel, channels, fill);
        return;
    }
    const T below = y - top, right = x - left;
    const T weights[] = {(1 - below) * (1 - right), (1 - below) * right, below * (1 - right),
                         below * right};
    const auto row = static_cast<std::ptrdiff_t>(top);
    const auto column = static_cast<std::ptrdiff_t>(left);
    if (below > T(0) && right > T(0) && row >= 0 && column >= 0 && top + 1 < T(height) &&
        left + 1 < T(width)) {
        const T* const from = pixels + static_cast<std::size_t>(row) * width * channels +
                              static_cast<std::size_t>(column) * channels;
        const T* const next = from + width * channels;
        for (std::size_t k = 0; k < channels; ++k) {
            pixel[k] = weights[0] * from[k] + weights[1] * from[k + channels] +
                       weights[2] * next[k] + weights[3] * next[k + channels];
        }
        return;
    }
    std::fill_n(pixel, channels, T(0));
    for (std::ptrdiff_t k = 0; k < 4; ++k) { add(row + k / 2, column + k % 2, weights[k], pixel); }
}

template <class T>
void BilinearImage<T>::add(std::ptrdiff_t row, std::ptrdiff_t column, T weight, T* pixel) const {
    if (weight == T(0)) { return; }  // a NaN with weight 0 does not count
    const auto y = static_cast<std::size_t>(row), x = static_cast<std::size_t>(column);
    const bool inside = y < height && x < width;
    const T* from = inside ? pixels + (y * width + x) * channels : nullptr;
    for (std::size_t k = 0; k < channels; ++k) { pixel[k] += weight * (inside ? from[k] : fill); }
}

// weights[d] for d = 0 ... 4 sigma, of a Gaussian that adds up to 1 over both sides.
Vector<double> gaussian_weights(double sigma);

// to[i] += weight from[i]
template <class T>
void add_scaled(const T* from, T weight, T* to, std::size_t count) {
    for_packs<T>(count, [=](std::size_t i, std::size_t width) {
        store(to + i, width, fma(Pack<T>(weight), load(from + i, width), load(to + i, width)));
    });
}

// Each column of [height, width] smoothed, zeros above and below.
template <class T>
void smooth_columns(const T* from, T* to, std::size_t height, std::size_t width,
                    const Vector<double>& weights) {
    std::fill_n(to, height * width, T(0));
    for (std::size_t d = 0; d < std::min(weights.size(), height); ++d) {
        const auto weight = static_cast<T>(weights[d]);
        const std::size_t count = (height - d) * width;
        add_scaled(from + d * width, weight, to, count);
        if (d > 0) { add_scaled(from, weight, to + d * width, count); }
    }
}

template <class T>
void smooth_transposed(T* field, T* part, std::size_t height, std::size_t width,
                       const Vector<double>& weights) {
    smooth_columns(field, part, height, width, weights);
    for (std::size_t row = 0; row < height; ++row) {
        for (std::size_t column = 0; column < width; ++column) {
            field[column * height + row] = part[row * width + column];
        }
    }
    smooth_columns(field, part, width, height, weights);
    std::copy_n(part, height * width, field);
}

NNLITE_INLINE Vector<double> gaussian_weights(double sigma) {
    Vector<double> weights(static_cast<std::size_t>(4 * sigma + 0.5) + 1);
    double sum = 0;
    for (std::size_t d = 0; d < weights.size(); ++d) {
        weights[d] = std::exp(-0.5 * double(d * d) / (sigma * sigma));
        sum += d == 0 ? 1 : 2 * weights[d];
    }
    for (double& weight : weights) { weight /= sum; }
    return weights;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE ImageAugmentation::ImageAugmentation(const ImageAugmentationOptions& options)
    : options_(options) {
    detail::require_in_range("ImageAugmentation", options);
    weights_ = detail::gaussian_weights(options.elastic_sigma);
}

NNLITE_INLINE detail::ImageMap ImageAugmentation::image_map(const double* amounts,
                                                            std::size_t height,
                                                            std::size_t width) const {
    const double angle = options_.rotation * amounts[2] * std::numbers::pi / 180;
    const double scale = 1 / (1 + options_.zoom * amounts[3]);
    const double up = options_.vertical_flip && amounts[4] < 0 ? -scale : scale;
    const double left = options_.horizontal_flip && amounts[5] < 0 ? -scale : scale;
    const double yi = up * std::cos(angle), yj = up * std::sin(angle);
    const double xi = -left * std::sin(angle), xj = left * std::cos(angle);
    const double centre_y = (double(height) - 1) / 2, centre_x = (double(width) - 1) / 2;
    const double moved_y = centre_y + options_.height_shift * amounts[0] * double(height);
    const double moved_x = centre_x + options_.width_shift * amounts[1] * double(width);
    return {yi, yj, centre_y - yi * moved_y - yj * moved_x,
            xi, xj, centre_x - xi * moved_y - xj * moved_x};
}

template <class T>
void ImageAugmentation::draw(const detail::BilinearImage<T>& image, const detail::ImageMap& map,
                             const T* field, T* result) const {
    const std::size_t size = image.height * image.width;
    const auto alpha = static_cast<T>(options_.elastic_alpha);
    for (std::size_t i = 0; i < image.height; ++i) {
        for (std::size_t j = 0; j < image.width; ++j, result += image.channels) {
            auto y = static_cast<T>(map.yi * double(i) + map.yj * double(j) + map.y0);
            auto x = static_cast<T>(map.xi * double(i) + map.xj * double(j) + map.x0);
            if (field != nullptr) {
                y += alpha * field[j * image.height + i];
                x += alpha * field[size + j * image.height + i];
            }
            image.read(y, x, result);
        }
    }
}

template <std::floating_point T>
void ImageAugmentation::operator()(Batch<T>& batch, Generator& generator) const {
    const Shape shape = batch.inputs.shape();
    if (shape.size() != 4) {
        fail<ShapeError>(
            "ImageAugmentation: expected inputs [batch, height, width, channels], got ", shape);
    }
    const std::size_t images = shape[0], height = shape[1], width = shape[2];
    auto amounts = empty_tensor<double>({images, amount_count});
    generator.uniform(amounts.data(), amounts.size(), -1, 1);
    const bool elastic = options_.elastic_alpha > 0;
    auto noise = empty_tensor<T>({elastic ? images : 0, 2, height, width});
    auto part = empty_tensor<T>(noise.shape());
    generator.uniform(noise.data(), noise.size(), -1, 1);

    auto result = empty_tensor<T>(shape);
    const std::size_t size = height * width, sample = size * shape[3];
    const std::size_t grain = 1 + 8192 / (1 + sample);
    parallel_for(images, grain, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            T* const field = elastic ? noise.data() + i * 2 * size : nullptr;
            for (std::size_t axis = 0; elastic && axis < 2; ++axis) {
                detail::smooth_transposed(field + axis * size, part.data() + (2 * i + axis) * size,
                                          height, width, weights_);
            }
            const auto map = image_map(amounts.data() + i * amount_count, height, width);
            draw<T>({batch.inputs.data() + i * sample, height, width, shape[3],
                     static_cast<T>(options_.fill)},
                    map, field, result.data() + i * sample);
        }
    });
    batch.inputs = std::move(result);
}

}  // namespace nnlite
