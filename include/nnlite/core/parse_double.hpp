#pragma once

#include <string_view>
#include <system_error>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Sets `value` to the double nearest to the text, all of which must be a number; beyond the range
// of double that is 0 or infinity.
bool parse_double(std::string_view text, double& value);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/core/parse_double_impl.hpp"
#endif
