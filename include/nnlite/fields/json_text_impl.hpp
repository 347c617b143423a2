#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "nnlite/core/inline.hpp"
#include "nnlite/fields/json.hpp"
#include "nnlite/fields/json_reader.hpp"
#include "nnlite/fields/json_text.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

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

// Writes the format that JsonParser reads.
class JsonWriter {
   public:
    explicit JsonWriter(std::string_view place) : place_(place) {}

    std::string text;

    void append(const Json& json, std::size_t depth);

   private:
    std::string_view place_;
    std::size_t values_ = 0;
};

NNLITE_INLINE Json JsonParser::whole() {
    Json result = value(0);
    reader_.end();
    return result;
}

NNLITE_INLINE Json JsonParser::value(std::size_t depth) {
    if (depth > most_json_depth) { reader_.fail_at("at most 200 levels"); }
    if (++values_ > most_json_values) { reader_.fail_at("at most 4194304 values"); }
    switch (reader_.next()) {
        case '{': {
            Json::Object members;
            reader_.object(
                [&](const std::string& key) { members.emplace_back(key, value(depth + 1)); });
            return {std::move(members)};
        }
        case '[': {
            Json::List items;
            reader_.array([&] { items.push_back(value(depth + 1)); });
            return {std::move(items)};
        }
        case '"':
            return {reader_.string()};
        default:
            break;
    }
    if (reader_.word("null")) { return {}; }
    if (reader_.word("true")) { return {true}; }
    if (reader_.word("false")) { return {false}; }
    return std::visit([](auto number) { return Json{number}; }, reader_.number());
}

NNLITE_INLINE void JsonWriter::append(const Json& json, std::size_t depth) {
    if (depth > most_json_depth || ++values_ > most_json_values) {
        fail<ValueError>(place_, ": expected at most 200 levels and 4194304 values of JSON, ",
                         "got more");
    }
    if (const auto* members = json.get_if<Json::Object>()) {
        std::string_view separator = "{";
        for (const auto& [key, member] : *members) {
            text += std::exchange(separator, ", ");
            text += json_string(place_, key) + ": ";
            append(member, depth + 1);
        }
        text += members->empty() ? "{}" : "}";
    } else if (const auto* items = json.get_if<Json::List>()) {
        std::string_view separator = "[";
        for (const Json& item : *items) {
            text += std::exchange(separator, ", ");
            append(item, depth + 1);
        }
        text += items->empty() ? "[]" : "]";
    } else if (const auto* string = json.get_if<std::string>()) {
        text += json_string(place_, *string);
    } else if (const auto* truth = json.get_if<bool>()) {
        text += text_of(*truth);
    } else if (const auto* whole = json.get_if<std::uint64_t>()) {
        text += text_of(*whole);
    } else if (const auto* number = json.get_if<double>()) {
        if (!std::isfinite(*number)) {
            fail<ValueError>(place_, ": expected finite numbers for JSON, got ", *number);
        }
        text += text_of(*number);
    } else {
        text += "null";
    }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE Json parse_json(std::string place, std::string_view text) {
    return JsonParser(std::move(place), text).whole();
}

NNLITE_INLINE std::string json_text(std::string_view place, const Json& json) {
    JsonWriter writer(place);
    writer.append(json, 0);
    return std::move(writer.text);
}

}  // namespace nnlite::detail
