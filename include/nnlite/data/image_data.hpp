#pragma once

#include <cstdint>

#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Grey pictures and the class of each.
/// Shapes: images [n, height, width], labels [n].
struct ImageData {
    Tensor<std::uint8_t> images;
    Labels labels;
};

}  // namespace nnlite
