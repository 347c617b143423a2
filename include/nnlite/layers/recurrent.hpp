#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nnlite/layers/initializer.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/dropout.hpp"
#include "nnlite/ops/recurrent.hpp"
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

template <class T = float>
struct RecurrentResult {
    Variable<T> output;
    RecurrentState<T> state;
};

namespace detail {

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
        if (units == 0) { fail<ValueError>(type, ": expected at least 1 hidden unit, got 0"); }
        if (layers == 0) { fail<ValueError>(type, ": expected at least 1 layer, got 0"); }
        if (!(dropout >= 0 && dropout < 1)) {
            fail<ValueError>(type, ": expected a dropout in [0, 1), got ", dropout);
        }
    }
};

/// A stack of recurrent layers, each in one or both directions.
template <class T>
class RecurrentLayer : public Layer<T> {
   public:
    Variable<T> h0, c0;  // learned_initial_state: [layers directions, 1, width or hidden]

    Shape build(const Shape& input, Generator& generator) override {
        if (input.size() != 2 || (in_ && input[1] != *in_)) {
            fail<ShapeError>(plan_.type, ": expected input [batch, time, ",
                             in_ ? text_of(*in_) : "features", "], got [batch",
                             input.empty() ? "" : ", ", text_of(input).substr(1));
        }
        weights_.clear();
        for (std::size_t k = 0; k < plan_.layers * plan_.directions; ++k) {
            const bool first = k < plan_.directions;
            weights_.push_back(start(first ? input[1] : plan_.directions * plan_.width, generator));
        }
        if (plan_.learned_initial_state) {
            h0 = Variable<T>(full_tensor<T>({weights_.size(), 1, plan_.width}, T(0)), true);
            if (plan_.has_cell) {
                c0 = Variable<T>(full_tensor<T>({weights_.size(), 1, plan_.hidden}, T(0)), true);
            }
        }
        dropout_seed_ = generator.child_seed();
        dropout_position_ = 0;
        const std::size_t features = plan_.directions * plan_.width;
        return plan_.return_sequence ? Shape{input[0], features} : Shape{features};
    }

    Variable<T> forward(const Variable<T>& x) override {
        return through(x, nullptr, {}, false).output;
    }

    /// The result and the state after it, from the state `initial` (else the learned one, else 0).
    /// A sequence of fewer steps than `time` ends at its length: from there on its result is 0.
    /// Shapes: x [batch, time, features]; initial [layers directions, batch, hidden]; lengths
    /// [batch].
    /// Throws: ShapeError if they do not fit; ValueError for a length that is 0 or beyond `time`.
    RecurrentResult<T> run(const Variable<T>& x, const RecurrentState<T>* initial = nullptr,
                           std::span<const std::size_t> lengths = {}) {
        return through(x, initial, lengths, true);
    }

    void visit(Visitor<T>& visitor) override {
        for (std::size_t k = 0; k < weights_.size(); ++k) {
            auto& weights = weights_[k];
            const std::string suffix =
                text_of("_l", k / plan_.directions, k % plan_.directions == 1 ? "_reverse" : "");
            const auto say = [&](const char* name, Variable<T>& variable) {
                if (variable.rank() > 0) { visitor.parameter(name + suffix, variable); }
            };
            say("weight_ih", weights.weight_ih);
            say("weight_hh", weights.weight_hh);
            say("bias_ih", weights.bias_ih);
            say("bias_hh", weights.bias_hh);
            say("weight_hr", weights.projection);
            say("weight_peephole", weights.peephole);
        }
        if (plan_.learned_initial_state) { visitor.parameter("h0", h0); }
        if (plan_.learned_initial_state && plan_.has_cell) { visitor.parameter("c0", c0); }
    }

    std::string type() const override { return plan_.type; }

   protected:
    RecurrentLayer(const RecurrentPlan& plan, std::optional<std::size_t> in)
        : plan_(plan), in_(in) {}

    virtual RecurrentParts<T> run_direction(const RecurrentInputs<T>& inputs,
                                            const RecurrentRun& run) const = 0;

   private:
    // The weights of a layer and direction, drawn in PyTorch's order.
    RecurrentInputs<T> start(std::size_t in, Generator& generator) const {
        const auto draw = [&](const Shape& shape) {
            Tensor<T> values = empty_tensor<T>(shape);
            Initializer::torch_uniform().fill(values, plan_.hidden, 0, generator);
            return Variable<T>(std::move(values), true);
        };
        const std::size_t columns = plan_.gates * plan_.hidden;
        RecurrentInputs<T> weights;
        weights.weight_ih = draw({in, columns});
        weights.weight_hh = draw({plan_.width, columns});
        if (plan_.bias) {
            weights.bias_ih = draw({columns});
            weights.bias_hh = draw({columns});
        }
        if (plan_.width != plan_.hidden) { weights.projection = draw({plan_.hidden, plan_.width}); }
        if (plan_.has_peephole) { weights.peephole = draw({3, plan_.hidden}); }
        return weights;
    }

    RecurrentResult<T> through(const Variable<T>& x, const RecurrentState<T>* initial,
                               std::span<const std::size_t> lengths, bool wants_state) {
        if (weights_.empty()) { fail<ValueError>(plan_.type, ": call build() before forward()"); }
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
                if (!is_top) { y = drop(y); }
            }
        }
        if (!wants_state) { return {y, {}}; }
        return {y, {joined(hiddens, 0), plan_.has_cell ? joined(cells, 0) : Variable<T>()}};
    }

    static Variable<T> joined(const Vector<Variable<T>>& parts, std::ptrdiff_t axis) {
        return parts.size() == 1 ? parts[0] : concatenate(parts, axis);
    }

    Variable<T> drop(const Variable<T>& y) {
        if (!this->training || plan_.dropout == 0) { return y; }
        const std::uint64_t position = dropout_position_;
        dropout_position_ += dropout_advance(y.size());
        return dropout(y, plan_.dropout, dropout_seed_, position);
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
    std::vector<RecurrentInputs<T>> weights_;  // of each layer and direction
    std::uint64_t dropout_seed_ = 0, dropout_position_ = 0;
};

}  // namespace detail

}  // namespace nnlite
