#pragma once

#include <cstddef>
#include <cstdint>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/to_gray.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE Tensor<std::uint8_t> to_gray(const Tensor<std::uint8_t>& image) {
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
