#pragma once

#include <string>

#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// What a file says of a tensor. The type is as safetensors writes it, such as "F32"; in a MAT file
/// it is MATLAB's: double, single, int8 ... uint64, logical, char, cell, struct, sparse, logical
/// sparse, object, function or opaque, with "complex " before it.
struct TensorInfo {
    std::string name;
    Shape shape;
    std::string type;
};

}  // namespace nnlite
