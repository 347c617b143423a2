#pragma once

#include <cstdint>

#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The brightness of colours, (19595 red + 38470 green + 7471 blue + 2^15) / 2^16; of a gray image
/// its gray. An opacity channel is ignored.
/// Shapes: image [..., channels] of 1 (gray), 2 (and opacity), 3 (red, green, blue) or 4 -> [...].
/// Throws: ShapeError if there are other channels.
/// Source: Pillow's convert("L"): ITU-R 601-2 luma, in integers.
Tensor<std::uint8_t> to_gray(const Tensor<std::uint8_t>& image);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/to_gray_impl.hpp"
#endif
