#pragma once

#include <optional>
#include <string_view>

#include "nnlite/fields/field_visitor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// One of the types Named, each with a static member `name`, as a Result; its fields are set by the
// visitor. None if no type has that name.
// Throws: FileError if the fields do not fit.
template <class Result, class... Named>
std::optional<Result> made_by_name(std::string_view name, FieldVisitor& fields) {
    std::optional<Result> made;
    const auto make_if = [&](auto named) {
        if (name != named.name) { return; }
        visit_fields(fields, named);
        made.emplace(named);
    };
    (make_if(Named{}), ...);
    return made;
}

}  // namespace nnlite::detail
