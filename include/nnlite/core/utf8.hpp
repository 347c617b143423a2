#pragma once

#include <string>
#include <string_view>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

bool is_utf8(std::string_view text);

// The text with U+FFFD (replacement character) for bytes that are not UTF-8 and for U+FFFE and
// U+FFFF, which XML does not allow. Control characters stay.
std::string with_valid_utf8(std::string_view text);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/core/utf8_impl.hpp"
#endif
