#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "nnlite/core/json.hpp"
#include "nnlite/serialization/json_reader.hpp"

namespace nnlite {

namespace detail {

inline constexpr std::size_t most_json_depth = 200, most_json_values = std::size_t{1} << 22;

class JsonParser {
   public:
    JsonParser(std::string place, std::string_view text) : reader_(std::move(place), text) {}

    Json whole();

   private:
    Json value(std::size_t depth);

    JsonReader reader_;
    std::size_t values_ = 0;
};

// Writes what JsonParser reads.
class JsonWriter {
   public:
    explicit JsonWriter(std::string_view place) : place_(place) {}

    std::string text;

    void append(const Json& json, std::size_t depth);

   private:
    std::string_view place_;
    std::size_t values_ = 0;
};

}  // namespace detail

/// The value of a JSON text (RFC 8259); whole numbers below 2^64 are exact, others doubles.
/// Throws: FileError that begins with `place` and says the byte, if it is no JSON, an object has a
/// key twice, or there are more than 200 levels or 4,194,304 values.
Json parse_json(std::string place, std::string_view text);

/// The value as JSON in one line; numbers must be finite, and are those that parse_json() gives
/// back.
/// Throws: ValueError that begins with `place`, if a text is not UTF-8, a number is not finite, or
/// parse_json() would refuse so many levels or values.
std::string json_text(std::string_view place, const Json& json);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/serialization/json_text_impl.hpp"
#endif
