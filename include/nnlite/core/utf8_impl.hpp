#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "nnlite/core/inline.hpp"
#include "nnlite/core/utf8.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The number of bytes of the first character of a text that is not empty; 0 if it is not valid
// UTF-8, which has no overlong forms and no surrogates.
std::size_t utf8_length(std::string_view text);

NNLITE_INLINE std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || length > text.size()) { return 0; }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) { return 0; }
    }
    const unsigned second = length < 2 ? 0 : byte(1);
    const bool wrong = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                       (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
    return wrong ? 0 : length;
}

NNLITE_INLINE bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length == 0) { return false; }
        text.remove_prefix(length);
    }
    return true;
}

NNLITE_INLINE std::string with_valid_utf8(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        const std::string_view character = text.substr(0, length);
        const bool shown = length > 0 && character != "\xef\xbf\xbe" && character != "\xef\xbf\xbf";
        result += shown ? character : "\xef\xbf\xbd";
        text.remove_prefix(length > 0 ? length : 1);
    }
    return result;
}

}  // namespace nnlite::detail
