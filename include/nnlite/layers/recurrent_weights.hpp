#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/recurrent_inputs.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The common options of RNN, LSTM and GRU.
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
RecurrentInputs<T> start_recurrent(const RecurrentPlan& plan, std::size_t in, Generator& generator);

// Stored, so that a visit allocates nothing.
using RecurrentNames = std::array<std::string, 6>;
RecurrentNames recurrent_names(const std::string& suffix);

template <class T>
void visit_recurrent(Visitor<T>& visitor, RecurrentInputs<T>& weights, const RecurrentNames& names);
template <class T>
void visit_recurrent(Visitor<T>& visitor, RecurrentInputs<T>& weights, const std::string& suffix);

}  // namespace nnlite::detail

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_RECURRENT_LAYERS)
#include "nnlite/layers/recurrent_weights_impl.hpp"
#endif
