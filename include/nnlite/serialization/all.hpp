#pragma once

#include "nnlite/fields/type_list.hpp"
#include "nnlite/serialization/npz.hpp"
#include "nnlite/serialization/safetensors.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Each format of named tensors. The ending of a path chooses one.
using AllFormats = TypeList<Safetensors, Npz>;

}  // namespace nnlite::detail
