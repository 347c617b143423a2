#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace nnlite {

struct JsonMember;

/// A JSON value: null, a truth value, a whole number, another number, a text, a list or an object,
/// whose members keep their order.
struct Json {
    using List = std::vector<Json>;
    using Object = std::vector<JsonMember>;
    std::variant<std::monostate, bool, std::uint64_t, double, std::string, List, Object> value;

    /// The member of that name; null if there is none, or this is no object.
    const Json* find(std::string_view name) const;
};

struct JsonMember {
    std::string name;
    Json value;

    JsonMember(std::string its_name, Json its_value)
        : name(std::move(its_name)), value(std::move(its_value)) {}
};

inline const Json* Json::find(std::string_view name) const {
    if (const Object* members = std::get_if<Object>(&value)) {
        for (const JsonMember& member : *members) {
            if (member.name == name) { return &member.value; }
        }
    }
    return nullptr;
}

inline bool operator==(const Json& a, const Json& b);
inline bool operator==(const JsonMember& a, const JsonMember& b) {
    return a.name == b.name && a.value == b.value;
}
inline bool operator==(const Json& a, const Json& b) { return a.value == b.value; }

}  // namespace nnlite
