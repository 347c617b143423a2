#pragma once

#include "nnlite/core/count_of.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/recurrent_cell.hpp"
#include "nnlite/ops/gru.hpp"
#include "nnlite/ops/lstm.hpp"
#include "nnlite/ops/reshape.hpp"
#include "nnlite/ops/rnn.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
RecurrentCell<T>::RecurrentCell(const char* type, std::size_t gates, std::size_t in,
                                std::size_t hidden, bool bias, bool peephole)
    : type_(type),
      in_(in),
      hidden_(hidden),
      shapes_(layer_shapes(gates, hidden, bias, 0, peephole)) {
    require_in_range(type, "hidden", hidden, Range::at_least(1));
    count_of(type, "features", in);
    shapes_.weight_ih[0] = in;
}

template <class T>
Shape RecurrentCell<T>::build(const Shape& input, Generator& generator) {
    if (input != Shape{in_}) {
        fail<ShapeError>(type_, ": expected input [batch, ", in_, "], got [batch",
                         input.empty() ? "" : ", ", text_of(input).substr(1));
    }
    weights_ = draw_weights<T>(shapes_, hidden_, generator);
    return {hidden_};
}

template <class T>
RecurrentState<T> RecurrentCell<T>::step(const Variable<T>& x, const RecurrentState<T>& old) const {
    this->require_built(weights_.weight_ih);
    if (x.rank() != 2 || x.shape()[1] != in_) {
        fail<ShapeError>(type_, ": expected input [batch, ", in_, "], got ", x.shape());
    }
    const std::size_t batch = x.shape()[0];
    const RecurrentState<T> state =
        run_step(expand_dims(x, 1), weights_,
                 {start_state("hidden", old.hidden, batch), start_state("cell", old.cell, batch)});
    return {squeeze(state.hidden, 0), state.cell.rank() > 0 ? squeeze(state.cell, 0) : state.cell};
}

template <class T>
Variable<T> RecurrentCell<T>::start_state(const char* what, const Variable<T>& state,
                                          std::size_t batch) const {
    if (state.rank() == 0) { return state; }
    const Shape wanted{batch, hidden_};
    if (state.shape() != wanted) {
        fail<ShapeError>(type_, ": expected ", what, " state ", wanted, ", got ", state.shape());
    }
    return expand_dims(state, 0);
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
void RNNCell<T>::visit_options(OptionVisitor<T>& visitor) {
    this->visit_shared(visitor, options_);
    visitor.field("activation", options_.activation);
    if (visitor.sets()) { *this = RNNCell(this->in_, this->hidden_, options_); }
}

template <class T>
RecurrentState<T> RNNCell<T>::run_step(const Variable<T>& x,
                                       const RecurrentWeights<Variable<T>>& weights,
                                       const RecurrentState<T>& old) const {
    return rnn(x, weights, old, {.sequence = false, .activation = options_.activation}).state;
}

template <class T>
void LSTMCell<T>::visit_options(OptionVisitor<T>& visitor) {
    this->visit_shared(visitor, options_);
    visitor.field("peephole", options_.peephole);
    if (visitor.sets()) { *this = LSTMCell(this->in_, this->hidden_, options_); }
}

template <class T>
RecurrentState<T> LSTMCell<T>::run_step(const Variable<T>& x,
                                        const RecurrentWeights<Variable<T>>& weights,
                                        const RecurrentState<T>& old) const {
    return lstm(x, weights, old, {.sequence = false}).state;
}

template <class T>
void GRUCell<T>::visit_options(OptionVisitor<T>& visitor) {
    this->visit_shared(visitor, options_);
    visitor.field("reset_after", options_.reset_after);
    visitor.field("update_takes_new", options_.update_takes_new);
    if (visitor.sets()) { *this = GRUCell(this->in_, this->hidden_, options_); }
}

template <class T>
RecurrentState<T> GRUCell<T>::run_step(const Variable<T>& x,
                                       const RecurrentWeights<Variable<T>>& weights,
                                       const RecurrentState<T>& old) const {
    return gru(x, weights, old,
               {.sequence = false,
                .reset_after = options_.reset_after,
                .update_takes_new = options_.update_takes_new})
        .state;
}

}  // namespace nnlite
