#pragma once

#include <string>

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/gru.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/rnn.hpp"

namespace nnlite {

namespace detail {

/// One step of a recurrent layer: the same formulas on [batch, in].
template <class T>
class RecurrentCell : public Layer<T> {
   public:
    Shape build(const Shape& input, Generator& generator) override {
        if (input != Shape{in_}) {
            fail<ShapeError>(plan_.type, ": expected input [batch, ", in_, "], got [batch",
                             input.empty() ? "" : ", ", text_of(input).substr(1));
        }
        weights_ = start_recurrent<T>(plan_, in_, generator);
        return {plan_.hidden};
    }

    /// The first step, from the state 0.
    Variable<T> forward(const Variable<T>& x) override { return step(x, {}).hidden; }

    void visit(Visitor<T>& visitor) override { visit_recurrent(visitor, weights_, names_); }

    std::string type() const override { return plan_.type; }

   protected:
    RecurrentCell(std::size_t in, const RecurrentPlan& plan)
        : in_(count_of(plan.type, "features", in)), plan_(plan) {}

    virtual RecurrentParts<T> run_direction(const RecurrentInputs<T>& inputs) const = 0;

    // Absent parts of the state are 0.
    RecurrentState<T> step(const Variable<T>& x, const RecurrentState<T>& old) {
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

    Variable<T> start_state(const char* what, const Variable<T>& state, std::size_t batch) const {
        if (state.rank() == 0) { return state; }
        const Shape wanted{batch, plan_.hidden};
        if (state.shape() != wanted) {
            fail<ShapeError>(plan_.type, ": expected ", what, " state ", wanted, ", got ",
                             state.shape());
        }
        return expand_dims(state, 0);
    }

    static constexpr RecurrentRun last_step{.sequence = false, .hidden = true};

    template <class Options>
    void visit_shared(FieldVisitor& visitor, Options& own) {
        visitor.field("in", in_);
        visitor.field("hidden", plan_.hidden);
        visitor.field("bias", own.bias);
    }

    std::size_t in_;
    RecurrentPlan plan_;

   private:
    RecurrentInputs<T> weights_;
    RecurrentNames names_ = recurrent_names("");
};

}  // namespace detail

struct RNNCellOptions {
    bool bias = true;
    RecurrentActivation activation = RecurrentActivation::tanh;
};

/// One step of RNN: h = f(x W_ih + b_ih + h_old W_hh + b_hh).
/// Shapes: x [batch, in], h_old [batch, hidden] (none: 0) -> [batch, hidden]; weight_ih [in,
/// hidden], weight_hh [hidden, hidden], bias_ih and bias_hh [hidden].
/// Start values: U(+-1 / sqrt(hidden)), as PyTorch.
/// Throws: ValueError from the constructor for 0 hidden units; ShapeError if x or h_old do not fit.
template <class T = float>
class RNNCell : public detail::RecurrentCell<T> {
   public:
    RNNCell(std::size_t in, std::size_t hidden, RNNCellOptions options = {})
        : detail::RecurrentCell<T>(in, {"RNNCell", 1, hidden, RNNOptions{.bias = options.bias}}),
          options_(options) {}

    using detail::RecurrentCell<T>::forward;
    Variable<T> forward(const Variable<T>& x, const Variable<T>& h) {
        return this->step(x, {h, {}}).hidden;
    }

    void visit_options(OptionVisitor<T>& visitor) override {
        this->visit_shared(visitor, options_);
        visitor.field("activation", options_.activation);
        if (visitor.sets()) { *this = RNNCell(this->in_, this->plan_.hidden, options_); }
    }

   private:
    detail::RecurrentParts<T> run_direction(
        const detail::RecurrentInputs<T>& inputs) const override {
        return detail::rnn_direction(inputs, this->last_step, options_.activation);
    }

    RNNCellOptions options_;
};

struct LSTMCellOptions {
    bool bias = true;
    bool peephole = false;
};

/// One step of LSTM.
/// Shapes: x [batch, in], hidden and cell [batch, hidden] (none: 0) -> the same two; weight_ih [in,
/// 4 hidden], weight_hh [hidden, 4 hidden], bias_ih and bias_hh [4 hidden], weight_peephole
/// [3, hidden].
/// Start values: U(+-1 / sqrt(hidden)), as PyTorch.
/// Throws: ValueError from the constructor for 0 hidden units; ShapeError if x or the state do not
/// fit.
template <class T = float>
class LSTMCell : public detail::RecurrentCell<T> {
   public:
    LSTMCell(std::size_t in, std::size_t hidden, LSTMCellOptions options = {})
        : detail::RecurrentCell<T>(in, plan(hidden, options)), options_(options) {}

    using detail::RecurrentCell<T>::forward;
    RecurrentState<T> forward(const Variable<T>& x, const RecurrentState<T>& old) {
        return this->step(x, old);
    }

    void visit_options(OptionVisitor<T>& visitor) override {
        this->visit_shared(visitor, options_);
        visitor.field("peephole", options_.peephole);
        if (visitor.sets()) { *this = LSTMCell(this->in_, this->plan_.hidden, options_); }
    }

   private:
    static detail::RecurrentPlan plan(std::size_t hidden, const LSTMCellOptions& options) {
        detail::RecurrentPlan result("LSTMCell", 4, hidden, LSTMOptions{.bias = options.bias});
        result.has_peephole = options.peephole;
        return result;
    }

    detail::RecurrentParts<T> run_direction(
        const detail::RecurrentInputs<T>& inputs) const override {
        auto run = this->last_step;
        run.cell = true;
        return detail::recurrent_operation<detail::LstmStep<T>>("LSTMCell", inputs, run);
    }

    LSTMCellOptions options_;
};

struct GRUCellOptions {
    bool bias = true;
    bool reset_after = true;
    bool update_takes_new = false;
};

/// One step of GRU.
/// Shapes: x [batch, in], h_old [batch, hidden] (none: 0) -> [batch, hidden]; weight_ih [in,
/// 3 hidden], weight_hh [hidden, 3 hidden], bias_ih and bias_hh [3 hidden].
/// Start values: U(+-1 / sqrt(hidden)), as PyTorch.
/// Throws: ValueError from the constructor for 0 hidden units; ShapeError if x or h_old do not fit.
template <class T = float>
class GRUCell : public detail::RecurrentCell<T> {
   public:
    GRUCell(std::size_t in, std::size_t hidden, GRUCellOptions options = {})
        : detail::RecurrentCell<T>(in, {"GRUCell", 3, hidden, GRUOptions{.bias = options.bias}}),
          options_(options) {}

    using detail::RecurrentCell<T>::forward;
    Variable<T> forward(const Variable<T>& x, const Variable<T>& h) {
        return this->step(x, {h, {}}).hidden;
    }

    void visit_options(OptionVisitor<T>& visitor) override {
        this->visit_shared(visitor, options_);
        visitor.field("reset_after", options_.reset_after);
        visitor.field("update_takes_new", options_.update_takes_new);
        if (visitor.sets()) { *this = GRUCell(this->in_, this->plan_.hidden, options_); }
    }

   private:
    detail::RecurrentParts<T> run_direction(
        const detail::RecurrentInputs<T>& inputs) const override {
        return detail::recurrent_operation<detail::GruStep<T>>(
            "GRUCell", inputs, this->last_step, {options_.reset_after, options_.update_takes_new});
    }

    GRUCellOptions options_;
};

}  // namespace nnlite
