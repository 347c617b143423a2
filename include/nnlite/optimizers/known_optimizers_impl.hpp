#pragma once

#include <optional>
#include <string_view>

#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/optimizers/all.hpp"
#include "nnlite/optimizers/factory.hpp"
#include "nnlite/optimizers/known_optimizers.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
std::optional<OptimizerFactory<T>> known_optimizer(std::string_view name, FieldVisitor& options) {
    return made_by_name<OptimizerFactory<T>>(AllOptimizers{}, name, options);
}

}  // namespace nnlite::detail
