#pragma once

#include <optional>
#include <string_view>

#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/fields/made_by_name.hpp"
#include "nnlite/optimizers/adagrad.hpp"
#include "nnlite/optimizers/adam.hpp"
#include "nnlite/optimizers/factory.hpp"
#include "nnlite/optimizers/known_optimizers.hpp"
#include "nnlite/optimizers/rmsprop.hpp"
#include "nnlite/optimizers/sgd.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
std::optional<OptimizerFactory<T>> known_optimizer(std::string_view name, FieldVisitor& options) {
    return made_by_name<OptimizerFactory<T>, AdagradOptions, AdamOptions, AdamWOptions,
                        AdamaxOptions, NadamOptions, RMSpropOptions, SGDOptions>(name, options);
}

}  // namespace nnlite::detail
