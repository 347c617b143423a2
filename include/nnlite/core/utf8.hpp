#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nnlite::detail {

// The bytes of the first character of a text that is not empty; 0 if it is none of UTF-8 as Unicode
// defines it: no overlong forms, no surrogates.
std::size_t utf8_length(std::string_view text);

bool is_utf8(std::string_view text);

// The text with U+FFFD, the sign for it, where bytes are no character of XML: of no UTF-8, or
// U+FFFE and U+FFFF. Control characters stay.
std::string with_valid_utf8(std::string_view text);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/core/utf8_impl.hpp"
#endif
