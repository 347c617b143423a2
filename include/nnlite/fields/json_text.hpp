#pragma once

#include <string>
#include <string_view>

#include "nnlite/fields/json.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The value of a JSON text (RFC 8259); whole numbers below 2^64 are exact, others doubles.
// Throws: FileError that begins with `place` and says the byte, if it is no JSON, an object has a
// key twice, or there are more than 200 levels or 4,194,304 values.
Json parse_json(std::string place, std::string_view text);

// The value as JSON in one line; numbers must be finite, and are those that parse_json() gives
// back.
// Throws: ValueError that begins with `place`, if a text is not UTF-8, a number is not finite, or
// parse_json() would refuse so many levels or values.
std::string json_text(std::string_view place, const Json& json);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/fields/json_text_impl.hpp"
#endif
