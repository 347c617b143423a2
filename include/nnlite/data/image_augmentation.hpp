#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <numbers>
#include <utility>

#include "nnlite/core/fields.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/data/data_loader.hpp"

namespace nnlite {

/// How far an ImageAugmentation may go; every image draws its own amounts.
struct ImageAugmentationOptions {
    double height_shift = 0;       ///< up or down by at most this share of the height
    double width_shift = 0;        ///< left or right by at most this share of the width
    double rotation = 0;           ///< either way by at most this many degrees
    double zoom = 0;               ///< larger or smaller by at most this share
    bool horizontal_flip = false;  ///< exchanges left and right of one image in two
    bool vertical_flip = false;    ///< exchanges top and bottom of one image in two
    double elastic_alpha = 0;      ///< times the elastic displacements; MNIST bears 34
    double elastic_sigma = 4;      ///< pixels over which they are smoothed, at most 1000
    double fill = 0;               ///< what lies around an image

    static constexpr auto fields() {
        return field_list(
            Field("height_shift", &ImageAugmentationOptions::height_shift, Range::not_negative()),
            Field("width_shift", &ImageAugmentationOptions::width_shift, Range::not_negative()),
            Field("rotation", &ImageAugmentationOptions::rotation, Range::not_negative()),
            Field("zoom", &ImageAugmentationOptions::zoom, Range::below_one()),
            Field("horizontal_flip", &ImageAugmentationOptions::horizontal_flip),
            Field("vertical_flip", &ImageAugmentationOptions::vertical_flip),
            Field("elastic_alpha", &ImageAugmentationOptions::elastic_alpha, Range::not_negative()),
            Field("elastic_sigma", &ImageAugmentationOptions::elastic_sigma,
                  Range{.low = 0, .high = 1000, .above_low = true}),
            Field("fill", &ImageAugmentationOptions::fill));
    }
};

namespace detail {

// An image that can be read between its pixels.
template <class T>
struct BilinearImage {
    const T* pixels;  // [height, width, channels]
    std::size_t height, width, channels;
    T fill;  // around it

    void read(T y, T x, T* pixel) const {
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
        for (std::ptrdiff_t k = 0; k < 4; ++k) {
            add(row + k / 2, column + k % 2, weights[k], pixel);
        }
    }

   private:
    void add(std::ptrdiff_t row, std::ptrdiff_t column, T weight, T* pixel) const {
        if (weight == T(0)) { return; }  // a NaN beside the point does not count
        const auto y = static_cast<std::size_t>(row), x = static_cast<std::size_t>(column);
        const bool inside = y < height && x < width;
        const T* from = inside ? pixels + (y * width + x) * channels : nullptr;
        for (std::size_t k = 0; k < channels; ++k) {
            pixel[k] += weight * (inside ? from[k] : fill);
        }
    }
};

// Where the pixel (i, j) of a result lies in its image: y = yi i + yj j + y0, x likewise.
struct ImageMap {
    double yi, yj, y0, xi, xj, x0;
};

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

// The field [height, width] smoothed along both axes and transposed; `part` is as large.
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

}  // namespace detail

/// Changes each image of a batch at random: flipped, zoomed and turned about its centre c, shifted
/// by t and bent, all in one bilinear interpolation,
///     y(p) = x(A (p - c - t) + c + alpha d(p)),  A the inverse of flip, zoom and rotation,
/// where d is noise from U(-1, 1) smoothed by a Gaussian of deviation sigma, cut at 4 sigma. It is
/// a transform for a DataLoader or for fit():
///
///     model.fit(data, {.transform = ImageAugmentation({.rotation = 10, .elastic_alpha = 34})});
///
/// Shapes: inputs [batch, height, width, channels], which stay; targets are not touched.
/// Units or ranges: amounts are uniform; the numbers come from the generator in the order of the
/// batch, so a seed gives the same images at any thread count.
/// Throws: ValueError from the constructor if an amount is negative or infinite, zoom >= 1 or
/// elastic_sigma outside (0, 1000]; ShapeError if the inputs are no images.
/// Source: Simard, Steinkraus, Platt: "Best practices for convolutional neural networks applied to
/// visual document analysis", ICDAR 2003, for d; its fields are not normalised here.
class ImageAugmentation {
   public:
    explicit ImageAugmentation(const ImageAugmentationOptions& options);

    template <std::floating_point T>
    void operator()(Batch<T>& batch, Generator& generator) const {
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
                    detail::smooth_transposed(field + axis * size,
                                              part.data() + (2 * i + axis) * size, height, width,
                                              weights_);
                }
                const auto map = image_map(amounts.data() + i * amount_count, height, width);
                draw<T>({batch.inputs.data() + i * sample, height, width, shape[3],
                         static_cast<T>(options_.fill)},
                        map, field, result.data() + i * sample);
            }
        });
        batch.inputs = std::move(result);
    }

   private:
    // Shifts down and right, rotation, zoom, vertical and horizontal flip; drawn for every image
    // whatever the options, so that one option does not change the numbers of another.
    static constexpr std::size_t amount_count = 6;

    detail::ImageMap image_map(const double* amounts, std::size_t height, std::size_t width) const;

    // `field` are displacements [2, width, height], or null.
    template <class T>
    void draw(const detail::BilinearImage<T>& image, const detail::ImageMap& map, const T* field,
              T* result) const {
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

    ImageAugmentationOptions options_;
    Vector<double> weights_;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/image_augmentation_impl.hpp"
#endif
