#pragma once

#include <optional>
#include <string_view>

#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/optimizers/factory.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The library's optimizer of that name, with options that the visitor sets; none if there is no
// such.
// Throws: FileError if they do not fit.
template <class T = float>
std::optional<OptimizerFactory<T>> known_optimizer(std::string_view name, FieldVisitor& options);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/optimizers/known_optimizers_impl.hpp"
#endif
