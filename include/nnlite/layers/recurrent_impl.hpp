#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/recurrent.hpp"
#include "nnlite/layers/recurrent_weights.hpp"
#include "nnlite/ops/reshape.hpp"
#include "nnlite/ops/slice.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Shape RecurrentLayer<T>::build(const Shape& input, Generator& generator) {
    if (input.size() != 2 || (in_ && input[1] != *in_)) {
        fail<ShapeError>(plan_.type, ": expected input [batch, time, ",
                         in_ ? text_of(*in_) : "features", "], got [batch",
                         input.empty() ? "" : ", ", text_of(input).substr(1));
    }
    const std::size_t features = plan_.directions * plan_.width;
    for (std::size_t k = 0; k < weights_.size(); ++k) {
        weights_[k] =
            start_recurrent<T>(plan_, k < plan_.directions ? input[1] : features, generator);
    }
    if (plan_.learned_initial_state) {
        h0 = Variable<T>(full_tensor<T>({weights_.size(), 1, plan_.width}, T(0)), true);
        if (plan_.has_cell) {
            c0 = Variable<T>(full_tensor<T>({weights_.size(), 1, plan_.hidden}, T(0)), true);
        }
    }
    dropout.build({features}, generator);
    return plan_.return_sequence ? Shape{input[0], features} : Shape{features};
}

template <class T>
void RecurrentLayer<T>::visit(Visitor<T>& visitor) {
    for (std::size_t k = 0; k < weights_.size(); ++k) {
        visit_recurrent(visitor, weights_[k], names_[k]);
    }
    if (plan_.learned_initial_state) { visitor.parameter("h0", h0); }
    if (plan_.learned_initial_state && plan_.has_cell) { visitor.parameter("c0", c0); }
    visitor.child("dropout", dropout);
}

template <class T>
RecurrentLayer<T>::RecurrentLayer(const RecurrentPlan& plan, std::optional<std::size_t> in)
    : dropout(plan.dropout),
      plan_(plan),
      in_(count_of(plan.type, "features", in)),
      weights_(plan.layers * plan.directions) {
    for (std::size_t k = 0; k < weights_.size(); ++k) {
        const bool is_reverse = k % plan.directions == 1;
        names_.push_back(
            recurrent_names(text_of("_l", k / plan.directions, is_reverse ? "_reverse" : "")));
    }
}

template <class T>
RecurrentResult<T> RecurrentLayer<T>::through(const Variable<T>& x,
                                              const RecurrentState<T>* initial,
                                              std::span<const std::size_t> lengths,
                                              bool wants_state) {
    this->require_built(weights_.front().weight_ih);
    check_recurrent_input(plan_.type, x.shape(), weights_.front().weight_ih.shape()[0]);
    check_lengths(plan_.type, lengths, x.shape());
    if (initial != nullptr) { check_state(*initial, x.shape()[0]); }
    const Variable<T>& hidden = initial != nullptr ? initial->hidden : h0;
    const Variable<T>& cell = initial != nullptr && plan_.has_cell ? initial->cell : c0;
    const auto own = [&](const Variable<T>& states, std::size_t k) {
        const auto at = static_cast<std::ptrdiff_t>(k);
        return states.rank() == 0 || states.shape()[0] == 1 ? states : slice(states, 0, at, at + 1);
    };
    const TrainingMode mode(this->training);  // of the dropout
    Variable<T> y = x;
    Vector<Variable<T>> hiddens, cells, results;
    for (std::size_t k = 0; k < weights_.size(); ++k) {
        const bool is_top = k + plan_.directions >= weights_.size();
        const bool wants_sequence = !is_top || plan_.return_sequence;
        RecurrentInputs<T> inputs = weights_[k];
        inputs.x = y;
        inputs.h0 = own(hidden, k);
        inputs.c0 = own(cell, k);
        const auto parts = run_direction(inputs, {.reverse = k % plan_.directions == 1,
                                                  .lengths = lengths,
                                                  .sequence = wants_sequence,
                                                  .hidden = wants_state || !wants_sequence,
                                                  .cell = wants_state && plan_.has_cell});
        results.push_back(wants_sequence ? parts.sequence : squeeze(parts.hidden, 0));
        hiddens.push_back(parts.hidden);
        cells.push_back(parts.cell);
        if (results.size() == plan_.directions) {
            y = joined(results, -1);
            results.clear();
            if (!is_top) { y = dropout.forward(y); }
        }
    }
    if (!wants_state) { return {y, {}}; }
    return {y, {joined(hiddens, 0), plan_.has_cell ? joined(cells, 0) : Variable<T>()}};
}

template <class T>
void RecurrentLayer<T>::check_state(const RecurrentState<T>& state, std::size_t batch) const {
    const auto require = [&](const char* what, const Variable<T>& got, std::size_t width) {
        const Shape wanted{weights_.size(), batch, width};
        if (got.shape() != wanted) {
            fail<ShapeError>(plan_.type, ": expected initial ", what, ' ', wanted, ", got ",
                             got.shape());
        }
    };
    require("hidden state", state.hidden, plan_.width);
    if (plan_.has_cell) { require("cell state", state.cell, plan_.hidden); }
}

}  // namespace nnlite::detail
