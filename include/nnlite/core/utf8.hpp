#pragma once

#include <string>
#include <string_view>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

bool is_utf8(std::string_view text);

// The text with U+FFFD, the sign for it, where bytes are no character of XML: of no UTF-8, or
// U+FFFE and U+FFFF. Control characters stay.
std::string with_valid_utf8(std::string_view text);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/core/utf8_impl.hpp"
#endif
