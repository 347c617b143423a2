#pragma once

#include <memory>
#include <string_view>
#include <variant>
#include <vector>

#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/optimizers/adagrad.hpp"
#include "nnlite/optimizers/adam.hpp"
#include "nnlite/optimizers/rmsprop.hpp"
#include "nnlite/optimizers/sgd.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// Which optimizer, with its options: `OptimizerChoice choice = AdamOptions{.learning_rate =
// 1e-2}`. Default: Adam with its defaults.
using OptimizerChoice = std::variant<AdamOptions, AdamWOptions, AdamaxOptions, NadamOptions,
                                     SGDOptions, RMSpropOptions, AdagradOptions>;

enum class OptimizerKind {};  // the place in OptimizerChoice
std::vector<std::string_view> names_of(OptimizerKind);

}  // namespace detail

void visit_fields(FieldVisitor& visitor, detail::OptimizerChoice& choice);

namespace detail {

// The chosen optimizer, still without parameters: add_group() gives it some.
// Throws: ValueError on an option out of its range.
template <class T = float>
std::unique_ptr<Optimizer<T>> make_optimizer(const OptimizerChoice& choice);

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/optimizers/choice_impl.hpp"
#endif
