#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "nnlite/layers/recurrent.hpp"
#include "nnlite/layers/recurrent_weights.hpp"
#include "nnlite/ops/reshape.hpp"
#include "nnlite/ops/slice.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Shape RecurrentLayer<T>::build(const Shape& input, Generator& generator) {
    if (input.size() != 2 || (in_ && input[1] != *in_)) {
        fail<ShapeError>(type_, ": expected input [batch, time, ", in_ ? text_of(*in_) : "features",
                         "], got [batch", input.empty() ? "" : ", ", text_of(input).substr(1));
    }
    const std::size_t width = shapes_.weight_hh[0], features = directions_ * width;
    for (std::size_t k = 0; k < weights_.size(); ++k) {
        shapes_.weight_ih[0] = k < directions_ ? input[1] : features;
        weights_[k] = draw_weights<T>(shapes_, hidden_, generator);
    }
    if (learned_initial_state_) {
        h0 = Variable<T>(full_tensor<T>({weights_.size(), 1, width}, T(0)), true);
        if (has_cell_) {
            c0 = Variable<T>(full_tensor<T>({weights_.size(), 1, hidden_}, T(0)), true);
        }
    }
    dropout.build({features}, generator);
    return return_sequence_ ? Shape{input[0], features} : Shape{features};
}

template <class T>
void RecurrentLayer<T>::visit(Visitor<T>& visitor) {
    for (std::size_t k = 0; k < weights_.size(); ++k) {
        visit_weights(visitor, weights_[k], names_[k]);
    }
    if (learned_initial_state_) { visitor.parameter("h0", h0); }
    if (learned_initial_state_ && has_cell_) { visitor.parameter("c0", c0); }
    visitor.child("dropout", dropout);
}

template <class T>
void RecurrentLayer<T>::name_weights() {
    for (std::size_t k = 0; k < weights_.size(); ++k) {
        const bool is_reverse = k % directions_ == 1;
        names_.push_back(
            weight_names(text_of("_l", k / directions_, is_reverse ? "_reverse" : "")));
    }
}

template <class T>
RecurrentResult<T> RecurrentLayer<T>::through(const Variable<T>& x,
                                              const RecurrentState<T>* initial,
                                              std::span<const std::size_t> lengths,
                                              bool wants_state) const {
    this->require_built(weights_.front().weight_ih);
    check_recurrent_input(type_, x.shape(), weights_.front().weight_ih.shape()[0]);
    check_lengths(type_, lengths, x.shape());
    if (initial != nullptr) { check_state(*initial, x.shape()[0]); }
    const Variable<T>& hidden = initial != nullptr ? initial->hidden : h0;
    const Variable<T>& cell = initial != nullptr && has_cell_ ? initial->cell : c0;
    const auto own = [&](const Variable<T>& states, std::size_t k) {
        const auto at = static_cast<std::ptrdiff_t>(k);
        return states.rank() == 0 || states.shape()[0] == 1 ? states : slice(states, 0, at, at + 1);
    };
    const TrainingMode mode(this->training);  // of the dropout
    Variable<T> y = x;
    Vector<Variable<T>> hiddens, cells, results;
    for (std::size_t k = 0; k < weights_.size(); ++k) {
        const bool is_top = k + directions_ >= weights_.size();
        const bool wants_sequence = !is_top || return_sequence_;
        const auto [output, state] = run_direction(y, weights_[k], {own(hidden, k), own(cell, k)},
                                                   {.reverse = k % directions_ == 1,
                                                    .lengths = lengths,
                                                    .sequence = wants_sequence,
                                                    .hidden = wants_state || !wants_sequence,
                                                    .cell = wants_state && has_cell_});
        results.push_back(wants_sequence ? output : squeeze(state.hidden, 0));
        hiddens.push_back(state.hidden);
        cells.push_back(state.cell);
        if (results.size() == directions_) {
            y = joined(results, -1);
            results.clear();
            if (!is_top) { y = dropout.forward(y); }
        }
    }
    if (!wants_state) { return {y, {}}; }
    return {y, {joined(hiddens, 0), has_cell_ ? joined(cells, 0) : Variable<T>()}};
}

template <class T>
void RecurrentLayer<T>::check_state(const RecurrentState<T>& state, std::size_t batch) const {
    const auto require = [&](const char* what, const Variable<T>& got, std::size_t width) {
        const Shape wanted{weights_.size(), batch, width};
        if (got.shape() != wanted) {
            fail<ShapeError>(type_, ": expected initial ", what, ' ', wanted, ", got ",
                             got.shape());
        }
    };
    require("hidden state", state.hidden, shapes_.weight_hh[0]);
    if (has_cell_) { require("cell state", state.cell, hidden_); }
}

}  // namespace nnlite::detail
