#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

#include "nnlite/optimizers/adagrad.hpp"
#include "nnlite/optimizers/adam.hpp"
#include "nnlite/optimizers/rmsprop.hpp"
#include "nnlite/optimizers/sgd.hpp"

namespace nnlite {

/// Which optimizer, with its options: `OptimizerChoice choice = AdamOptions{.learning_rate =
/// 1e-2}`. Start values: Adam with its defaults.
using OptimizerChoice = std::variant<AdamOptions, AdamWOptions, AdamaxOptions, NadamOptions,
                                     SGDOptions, RMSpropOptions, AdagradOptions>;

namespace detail {

enum class OptimizerKind {};  // the place in OptimizerChoice
inline std::vector<std::string_view> names_of(OptimizerKind) {
    return {"Adam", "AdamW", "Adamax", "Nadam", "SGD", "RMSprop", "Adagrad"};
}

}  // namespace detail

inline void visit_fields(FieldVisitor& visitor, OptimizerChoice& choice) {
    auto kind = static_cast<detail::OptimizerKind>(choice.index());
    visitor.field("type", kind);
    if (visitor.sets()) {
        static const OptimizerChoice choices[] = {AdamOptions{},   AdamWOptions{}, AdamaxOptions{},
                                                  NadamOptions{},  SGDOptions{},   RMSpropOptions{},
                                                  AdagradOptions{}};
        choice = choices[static_cast<std::size_t>(kind)];
    }
    std::visit([&](auto& options) { visit_fields(visitor, options); }, choice);
}

/// The chosen optimizer, still without parameters: add_group() gives it some.
/// Throws: ValueError on an option out of its range.
template <class T = float>
std::unique_ptr<Optimizer<T>> make_optimizer(const OptimizerChoice& choice) {
    return std::visit([](const auto& options) { return make_optimizer<T>(options); }, choice);
}

}  // namespace nnlite
