#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/recurrent_weights.hpp"
#include "nnlite/ops/reshape.hpp"
#include "nnlite/ops/slice.hpp"

namespace nnlite {

/// Where a recurrent layer stands between two calls.
/// Shapes: [layers directions, batch, hidden]; `cell` is an LSTM's.
template <class T = float>
struct RecurrentState {
    Variable<T> hidden, cell;

    /// The same state outside the graph: gradients end here (truncated backpropagation through
    /// time).
    RecurrentState detach() const { return {hidden.detach(), cell.detach()}; }
};

/// What run() gives.
/// Shapes: output [batch, time, directions hidden], or [batch, directions hidden] of the last step.
template <class T = float>
struct RecurrentResult {
    Variable<T> output;
    RecurrentState<T> state;
};

namespace detail {

/// A stack of recurrent layers, each in one or both directions.
template <class T>
class RecurrentLayer : public Layer<T> {
   public:
    Variable<T> h0, c0;  // learned_initial_state: [layers directions, 1, width or hidden]
    Dropout<T> dropout;  // between layers

    Shape build(const Shape& input, Generator& generator) override {
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

    Variable<T> forward(const Variable<T>& x) override {
        return through(x, nullptr, {}, false).output;
    }

    /// The result and the state after it, from the state `initial` (else the learned one, else 0).
    /// A sequence of fewer steps than `time` ends at its length: from there on its result is 0.
    /// Shapes: x [batch, time, features]; initial [layers directions, batch, hidden]; lengths
    /// [batch]; an empty batch gives an empty result.
    /// Throws: ShapeError if they do not fit; ValueError for a length that is 0 or beyond `time`.
    RecurrentResult<T> run(const Variable<T>& x, const RecurrentState<T>* initial = nullptr,
                           std::span<const std::size_t> lengths = {}) {
        return through(x, initial, lengths, true);
    }

    void visit(Visitor<T>& visitor) override {
        for (std::size_t k = 0; k < weights_.size(); ++k) {
            visit_recurrent(visitor, weights_[k], names_[k]);
        }
        if (plan_.learned_initial_state) { visitor.parameter("h0", h0); }
        if (plan_.learned_initial_state && plan_.has_cell) { visitor.parameter("c0", c0); }
        visitor.child("dropout", dropout);
    }

    std::string type() const override { return plan_.type; }

   protected:
    RecurrentLayer(const RecurrentPlan& plan, std::optional<std::size_t> in)
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

    virtual RecurrentParts<T> run_direction(const RecurrentInputs<T>& inputs,
                                            const RecurrentRun& run) const = 0;

    // What the options of all three have; `own` are those of the class.
    template <class Options>
    void visit_shared(FieldVisitor& visitor, Options& own) {
        visitor.field("in", in_);
        visitor.field("hidden", plan_.hidden);
        visitor.count("layers", own.layers);
        visitor.field("bidirectional", own.bidirectional);
        visitor.field("bias", own.bias);
        visitor.field("dropout", own.dropout);
        visitor.field("return_sequence", own.return_sequence);
        visitor.field("learned_initial_state", own.learned_initial_state);
    }

    RecurrentResult<T> through(const Variable<T>& x, const RecurrentState<T>* initial,
                               std::span<const std::size_t> lengths, bool wants_state) {
        this->require_built(weights_.front().weight_ih);
        check_recurrent_input(plan_.type, x.shape(), weights_.front().weight_ih.shape()[0]);
        check_lengths(plan_.type, lengths, x.shape());
        if (initial != nullptr) { check_state(*initial, x.shape()[0]); }
        const Variable<T>& hidden = initial != nullptr ? initial->hidden : h0;
        const Variable<T>& cell = initial != nullptr && plan_.has_cell ? initial->cell : c0;
        const auto own = [&](const Variable<T>& states, std::size_t k) {
            const auto at = static_cast<std::ptrdiff_t>(k);
            return states.rank() == 0 || states.shape()[0] == 1 ? states
                                                                : slice(states, 0, at, at + 1);
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

    static Variable<T> joined(const Vector<Variable<T>>& parts, std::ptrdiff_t axis) {
        return parts.size() == 1 ? parts[0] : concatenate(parts, axis);
    }

    void check_state(const RecurrentState<T>& state, std::size_t batch) const {
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

    RecurrentPlan plan_;
    std::optional<std::size_t> in_;

   private:
    std::vector<RecurrentInputs<T>> weights_;  // of each layer and direction
    std::vector<RecurrentNames> names_;
};

}  // namespace detail

}  // namespace nnlite
