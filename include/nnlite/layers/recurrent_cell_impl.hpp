#pragma once

#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/recurrent_cell.hpp"
#include "nnlite/layers/rnn.hpp"
#include "nnlite/ops/recurrent.hpp"
#include "nnlite/ops/recurrent_gru.hpp"
#include "nnlite/ops/recurrent_lstm.hpp"
#include "nnlite/ops/reshape.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Shape RecurrentCell<T>::build(const Shape& input, Generator& generator) {
    if (input != Shape{in_}) {
        fail<ShapeError>(plan_.type, ": expected input [batch, ", in_, "], got [batch",
                         input.empty() ? "" : ", ", text_of(input).substr(1));
    }
    weights_ = start_recurrent<T>(plan_, in_, generator);
    return {plan_.hidden};
}

template <class T>
RecurrentState<T> RecurrentCell<T>::step(const Variable<T>& x, const RecurrentState<T>& old) {
    this->require_built(weights_.weight_ih);
    if (x.rank() != 2 || x.shape()[1] != in_) {
        fail<ShapeError>(plan_.type, ": expected input [batch, ", in_, "], got ", x.shape());
    }
    RecurrentInputs<T> inputs = weights_;
    inputs.x = expand_dims(x, 1);
    inputs.h0 = start_state("hidden", old.hidden, x.shape()[0]);
    inputs.c0 = start_state("cell", old.cell, x.shape()[0]);
    const RecurrentParts<T> parts = run_direction(inputs);
    return {squeeze(parts.hidden, 0), plan_.has_cell ? squeeze(parts.cell, 0) : Variable<T>()};
}

template <class T>
Variable<T> RecurrentCell<T>::start_state(const char* what, const Variable<T>& state,
                                          std::size_t batch) const {
    if (state.rank() == 0) { return state; }
    const Shape wanted{batch, plan_.hidden};
    if (state.shape() != wanted) {
        fail<ShapeError>(plan_.type, ": expected ", what, " state ", wanted, ", got ",
                         state.shape());
    }
    return expand_dims(state, 0);
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
void RNNCell<T>::visit_options(OptionVisitor<T>& visitor) {
    this->visit_shared(visitor, options_);
    visitor.field("activation", options_.activation);
    if (visitor.sets()) { *this = RNNCell(this->in_, this->plan_.hidden, options_); }
}

template <class T>
detail::RecurrentParts<T> RNNCell<T>::run_direction(
    const detail::RecurrentInputs<T>& inputs) const {
    return detail::rnn_direction(inputs, this->last_step, options_.activation);
}

template <class T>
void LSTMCell<T>::visit_options(OptionVisitor<T>& visitor) {
    this->visit_shared(visitor, options_);
    visitor.field("peephole", options_.peephole);
    if (visitor.sets()) { *this = LSTMCell(this->in_, this->plan_.hidden, options_); }
}

template <class T>
detail::RecurrentPlan LSTMCell<T>::plan(std::size_t hidden, const LSTMCellOptions& options) {
    detail::RecurrentPlan result("LSTMCell", 4, hidden, LSTMOptions{.bias = options.bias});
    result.has_peephole = options.peephole;
    return result;
}

template <class T>
detail::RecurrentParts<T> LSTMCell<T>::run_direction(
    const detail::RecurrentInputs<T>& inputs) const {
    auto run = this->last_step;
    run.cell = true;
    return detail::recurrent_operation<detail::LstmStep<T>>("LSTMCell", inputs, run);
}

template <class T>
void GRUCell<T>::visit_options(OptionVisitor<T>& visitor) {
    this->visit_shared(visitor, options_);
    visitor.field("reset_after", options_.reset_after);
    visitor.field("update_takes_new", options_.update_takes_new);
    if (visitor.sets()) { *this = GRUCell(this->in_, this->plan_.hidden, options_); }
}

template <class T>
detail::RecurrentParts<T> GRUCell<T>::run_direction(
    const detail::RecurrentInputs<T>& inputs) const {
    return detail::recurrent_operation<detail::GruStep<T>>(
        "GRUCell", inputs, this->last_step, {options_.reset_after, options_.update_takes_new});
}

}  // namespace nnlite
