#pragma once

#include <memory>
#include <variant>

#include "nnlite/optimizers/adagrad.hpp"
#include "nnlite/optimizers/adam.hpp"
#include "nnlite/optimizers/rmsprop.hpp"
#include "nnlite/optimizers/sgd.hpp"

namespace nnlite {

/// Which optimizer, with its options: `OptimizerChoice choice = AdamOptions{.learning_rate =
/// 1e-2}`. Start values: Adam with its defaults.
using OptimizerChoice = std::variant<AdamOptions, AdamWOptions, AdamaxOptions, NadamOptions,
                                     SGDOptions, RMSpropOptions, AdagradOptions>;

/// The chosen optimizer, still without parameters: add_group() gives it some.
/// Throws: ValueError on an option out of its range.
template <class T = float>
std::unique_ptr<Optimizer<T>> make_optimizer(const OptimizerChoice& choice) {
    return std::visit([](const auto& options) { return make_optimizer<T>(options); }, choice);
}

}  // namespace nnlite
