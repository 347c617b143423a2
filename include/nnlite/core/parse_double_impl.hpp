#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>

#include "nnlite/core/inline.hpp"
#include "nnlite/core/parse_double.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Whether a decimal number beyond the range of double is large, not small: the power of ten of its
// first digit is positive.
bool is_large(std::string_view number);

NNLITE_INLINE bool is_large(std::string_view number) {
    const std::size_t end = number.find_first_of("eE");
    const std::string_view digits = number.substr(0, end);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::size_t first = std::min(digits.find_first_of("123456789"), digits.size());
    long long power = static_cast<long long>(point) - static_cast<long long>(first);
    if (end != std::string_view::npos) {
        std::string_view text = number.substr(end + 1);
        if (text.starts_with('+')) { text.remove_prefix(1); }
        long long exponent = 0;
        const auto error = std::from_chars(text.data(), text.data() + text.size(), exponent).ec;
        if (error != std::errc{}) { return !text.starts_with('-'); }
        power += exponent;
    }
    return power > 0;
}

NNLITE_INLINE bool parse_double(std::string_view text, double& value) {
#ifdef __cpp_lib_to_chars
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc::result_out_of_range) {
        value = is_large(text) ? std::numeric_limits<double>::infinity() : 0;
        if (text.starts_with('-')) { value = -value; }
    }
    return error != std::errc::invalid_argument && stop == end && !text.empty();
#else
    const std::string copy(text);
    char* end = nullptr;
    value = std::strtod(copy.c_str(), &end);
    return !copy.empty() && end == copy.c_str() + copy.size();
#endif
}

}  // namespace nnlite::detail
