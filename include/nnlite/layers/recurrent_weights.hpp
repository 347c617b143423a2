#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "nnlite/core/fields.hpp"
#include "nnlite/layers/initializer.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/recurrent.hpp"

namespace nnlite::detail {

// What the options of RNN, LSTM and GRU share.
struct RecurrentPlan {
    const char* type;
    std::size_t gates, hidden, width;
    bool has_cell, has_peephole;
    std::size_t layers, directions;
    bool bias;
    double dropout;
    bool return_sequence, learned_initial_state;

    template <class Options>
    RecurrentPlan(const char* name, std::size_t gate_count, std::size_t units, const Options& o)
        : type(name),
          gates(gate_count),
          hidden(units),
          width(units),
          has_cell(gate_count == 4),
          has_peephole(false),
          layers(o.layers),
          directions(o.bidirectional ? 2 : 1),
          bias(o.bias),
          dropout(o.dropout),
          return_sequence(o.return_sequence),
          learned_initial_state(o.learned_initial_state) {
        require_in_range(type, "hidden", units, Range::at_least(1));
        require_in_range(type, o);
    }
};

// The weights of a layer and direction, drawn in PyTorch's order.
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

// Kept, so that a visit allocates nothing.
using RecurrentNames = std::array<std::string, 6>;
inline RecurrentNames recurrent_names(const std::string& suffix) {
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
