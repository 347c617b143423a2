#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/optimizers/adagrad.hpp"
#include "nnlite/optimizers/adam.hpp"
#include "nnlite/optimizers/choice.hpp"
#include "nnlite/optimizers/rmsprop.hpp"
#include "nnlite/optimizers/sgd.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE std::vector<std::string_view> names_of(OptimizerKind) {
    return {"Adam", "AdamW", "Adamax", "Nadam", "SGD", "RMSprop", "Adagrad"};
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE void visit_fields(FieldVisitor& visitor, detail::OptimizerChoice& choice) {
    auto kind = static_cast<detail::OptimizerKind>(choice.index());
    visitor.field("type", kind);
    if (visitor.sets()) {
        static const detail::OptimizerChoice choices[] = {
            AdamOptions{}, AdamWOptions{},   AdamaxOptions{}, NadamOptions{},
            SGDOptions{},  RMSpropOptions{}, AdagradOptions{}};
        choice = choices[static_cast<std::size_t>(kind)];
    }
    std::visit([&](auto& options) { visit_fields(visitor, options); }, choice);
}

namespace detail {

template <class T>
std::unique_ptr<Optimizer<T>> make_optimizer(const OptimizerChoice& choice) {
    return std::visit([](const auto& options) { return make_optimizer<T>(options); }, choice);
}

}  // namespace detail

}  // namespace nnlite
