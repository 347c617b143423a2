#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace nnlite {

/// A JSON value: null, a truth value, a whole number, another number, a text, a list or an object,
/// whose members keep their order.
struct Json {
    using List = std::vector<Json>;
    using Object = std::vector<std::pair<std::string, Json>>;
    std::variant<std::monostate, bool, std::uint64_t, double, std::string, List, Object> value;

    /// The member of that name; null if there is none, or this is no object.
    const Json* find(std::string_view name) const {
        if (const Object* members = std::get_if<Object>(&value)) {
            for (const auto& [key, member] : *members) {
                if (key == name) { return &member; }
            }
        }
        return nullptr;
    }

    friend bool operator==(const Json&, const Json&) = default;
};

}  // namespace nnlite
