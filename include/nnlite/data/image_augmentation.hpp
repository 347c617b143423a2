#pragma once

#include <concepts>
#include <cstddef>
#include <numbers>
#include <utility>

#include "nnlite/data/data_loader.hpp"
#include "nnlite/fields/fields.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The limits of an ImageAugmentation; every image draws its own amounts.
struct ImageAugmentationOptions {
    double height_shift = 0;       ///< up or down by at most this fraction of the height
    double width_shift = 0;        ///< left or right by at most this fraction of the width
    double rotation = 0;           ///< either way by at most this many degrees
    double zoom = 0;               ///< larger or smaller by at most this fraction
    bool horizontal_flip = false;  ///< with probability 1/2
    bool vertical_flip = false;    ///< with probability 1/2
    double elastic_alpha = 0;      ///< factor of the elastic displacements; 34 suits MNIST
    double elastic_sigma = 4;      ///< deviation of their smoothing in pixels, at most 1000
    double fill = 0;               ///< value of pixels around an image

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

// An image with interpolation between its pixels.
template <class T>
struct BilinearImage {
    const T* pixels;  // [height, width, channels]
    std::size_t height, width, channels;
    T fill;  // around it

    void read(T y, T x, T* pixel) const;

   private:
    void add(std::ptrdiff_t row, std::ptrdiff_t column, T weight, T* pixel) const;
};

// The position in the image of pixel (i, j) of the result: y = yi i + yj j + y0, the same for x.
struct ImageMap {
    double yi, yj, y0, xi, xj, x0;
};

// The field [height, width] smoothed along both axes and transposed; `part` is as large.
template <class T>
void smooth_transposed(T* field, T* part, std::size_t height, std::size_t width,
                       const Vector<double>& weights);

}  // namespace detail

/// Changes each image of a batch at random: flips, zooms and rotates it about its centre c, shifts
/// it by t and distorts it, in one bilinear interpolation,
///     y(p) = x(A (p - c - t) + c + alpha d(p)),  A the inverse of flip, zoom and rotation,
/// where d is noise from U(-1, 1) smoothed by a Gaussian of deviation sigma, truncated at 4 sigma.
/// It is a transform for a DataLoader or for fit():
///
///     model.fit(data, {.transform = ImageAugmentation({.rotation = 10, .elastic_alpha = 34})});
///
/// Shapes: inputs [batch, height, width, channels], kept; targets do not change.
/// Units or ranges: amounts are uniform and drawn from the generator in the order of the batch, so
/// a seed gives the same images at any thread count.
/// Throws: ValueError from the constructor if an amount is negative or infinite, zoom >= 1 or
/// elastic_sigma outside (0, 1000]; ShapeError if the inputs are not images.
/// Source: Simard, Steinkraus, Platt: "Best practices for convolutional neural networks applied to
/// visual document analysis", ICDAR 2003, for d; but the fields are not normalised.
class ImageAugmentation {
   public:
    explicit ImageAugmentation(const ImageAugmentationOptions& options);

    template <std::floating_point T>
    void operator()(Batch<T>& batch, Generator& generator) const;

   private:
    // Shifts down and right, rotation, zoom, vertical and horizontal flip; drawn for every image
    // whatever the options, so that one option does not change the draws of another.
    static constexpr std::size_t amount_count = 6;

    detail::ImageMap image_map(const double* amounts, std::size_t height, std::size_t width) const;

    // `field` are displacements [2, width, height], or null.
    template <class T>
    void draw(const detail::BilinearImage<T>& image, const detail::ImageMap& map, const T* field,
              T* result) const;

    ImageAugmentationOptions options_;
    detail::Vector<double> weights_;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/image_augmentation_impl.hpp"
#endif
