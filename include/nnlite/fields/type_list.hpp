#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "nnlite/fields/field_visitor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class... Types>
struct TypeList {
    static constexpr std::size_t size = sizeof...(Types);
};

// One of the types, each with a static member `name`, as a Result; its fields are set by the
// visitor. None if no type has that name.
// Throws: FileError if the fields do not fit.
template <class Result, class... Types>
std::optional<Result> made_by_name(TypeList<Types...>, std::string_view name,
                                   FieldVisitor& fields) {
    std::optional<Result> made;
    const auto make_if = [&](auto one) {
        if (name != one.name) { return; }
        visit_fields(fields, one);
        made.emplace(one);
    };
    (make_if(Types{}), ...);
    return made;
}

}  // namespace nnlite::detail
