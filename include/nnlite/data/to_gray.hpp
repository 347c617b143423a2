#pragma once

#include <cstddef>
#include <cstdint>

#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite {

/// The brightness of colours, (19595 red + 38470 green + 7471 blue + 2^15) / 2^16; of a gray image
/// its gray. A channel of opacity is left out.
/// Shapes: image [..., channels] of 1 (gray), 2 (and opacity), 3 (red, green, blue) or 4 -> [...].
/// Throws: ShapeError if there are other channels.
/// Source: Pillow's convert("L"): ITU-R 601-2 luma, in whole numbers.
inline Tensor<std::uint8_t> to_gray(const Tensor<std::uint8_t>& image) {
    Shape shape = image.shape();
    if (shape.empty() || shape.back() < 1 || shape.back() > 4) {
        fail<ShapeError>("to_gray: expected an image [..., channels] of 1 to 4 channels, got ",
                         shape);
    }
    const std::size_t channels = shape.back();
    shape.pop_back();
    auto gray = empty_tensor<std::uint8_t>(shape);
    const std::uint8_t* pixel = image.data();
    for (std::size_t i = 0; i < gray.size(); ++i, pixel += channels) {
        gray.data()[i] =
            channels < 3
                ? pixel[0]
                : static_cast<std::uint8_t>(
                      (19595U * pixel[0] + 38470U * pixel[1] + 7471U * pixel[2] + 0x8000U) >> 16U);
    }
    return gray;
}

}  // namespace nnlite
