#pragma once

#include <cstddef>
#include <string>

#include "nnlite/core/inline.hpp"
#include "nnlite/layers/initializer.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/recurrent_weights.hpp"
#include "nnlite/ops/recurrent_inputs.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
RecurrentInputs<T> start_recurrent(const RecurrentPlan& plan, std::size_t in,
                                   Generator& generator) {
    const auto draw = [&](const Shape& shape) {
        Tensor<T> values = empty_tensor<T>(shape);
        Initializer::torch_uniform().fill(values, plan.hidden, 0, generator);
        return Variable<T>(std::move(values), true);
    };
    const std::size_t columns = plan.gates * plan.hidden;
    RecurrentInputs<T> weights;
    weights.weight_ih = draw({in, columns});
    weights.weight_hh = draw({plan.width, columns});
    if (plan.bias) {
        weights.bias_ih = draw({columns});
        weights.bias_hh = draw({columns});
    }
    if (plan.width != plan.hidden) { weights.projection = draw({plan.hidden, plan.width}); }
    if (plan.has_peephole) { weights.peephole = draw({3, plan.hidden}); }
    return weights;
}

NNLITE_INLINE RecurrentNames recurrent_names(const std::string& suffix) {
    RecurrentNames names{"weight_ih", "weight_hh", "bias_ih",
                         "bias_hh",   "weight_hr", "weight_peephole"};
    for (std::string& name : names) { name += suffix; }
    return names;
}

template <class T>
void visit_recurrent(Visitor<T>& visitor, RecurrentInputs<T>& weights,
                     const RecurrentNames& names) {
    Variable<T>* const parts[] = {&weights.weight_ih, &weights.weight_hh,  &weights.bias_ih,
                                  &weights.bias_hh,   &weights.projection, &weights.peephole};
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (parts[i]->rank() > 0) { visitor.parameter(names[i], *parts[i]); }
    }
}

template <class T>
void visit_recurrent(Visitor<T>& visitor, RecurrentInputs<T>& weights, const std::string& suffix) {
    visit_recurrent(visitor, weights, recurrent_names(suffix));
}

}  // namespace nnlite::detail
