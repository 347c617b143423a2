#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <string_view>

#include "nnlite/core/fields.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/data/image_augmentation.hpp"

namespace nnlite::detail {

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

namespace nnlite {

NNLITE_INLINE ImageAugmentation::ImageAugmentation(const ImageAugmentationOptions& options)
    : options_(options) {
    require_in_range("ImageAugmentation", options);
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

}  // namespace nnlite
