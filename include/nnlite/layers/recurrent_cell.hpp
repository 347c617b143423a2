#pragma once

#include <string>

#include "nnlite/core/count_of.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/recurrent_weights.hpp"
#include "nnlite/ops/recurrent.hpp"
#include "nnlite/ops/rnn.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

/// One time step of a recurrent layer: the same formulas on [batch, in].
template <class T>
class RecurrentCell : public Layer<T> {
   public:
    Shape build(const Shape& input, Generator& generator) override;

    /// The first time step, from the state 0.
    Variable<T> forward(const Variable<T>& x) const override { return step(x, {}).hidden; }

    void visit(Visitor<T>& visitor) override { visit_weights(visitor, weights_, names_); }

    std::string type() const override { return type_; }

   protected:
    // `gates` is 4 for an LSTM, which alone has a cell state and a peephole.
    RecurrentCell(const char* type, std::size_t gates, std::size_t in, std::size_t hidden,
                  bool bias, bool peephole = false);

    // The time step as a sequence of 1; only the state is wanted.
    virtual RecurrentState<T> run_step(const Variable<T>& x,
                                       const RecurrentWeights<Variable<T>>& weights,
                                       const RecurrentState<T>& old) const = 0;

    // Missing tensors of the state are 0.
    RecurrentState<T> step(const Variable<T>& x, const RecurrentState<T>& old) const;

    Variable<T> start_state(const char* what, const Variable<T>& state, std::size_t batch) const;

    template <class Options>
    void visit_shared(FieldVisitor& visitor, Options& own) {
        visitor.field("in", in_);
        visitor.field("hidden", hidden_);
        visitor.field("bias", own.bias);
    }

    const char* type_;
    std::size_t in_, hidden_;

   private:
    RecurrentWeights<Shape> shapes_;
    RecurrentWeights<Variable<T>> weights_;
    RecurrentWeights<std::string> names_ = weight_names("");
};

}  // namespace detail

/// The options of RNNCell.
struct RNNCellOptions {
    bool bias = true;
    RecurrentActivation activation = RecurrentActivation::tanh;
};

/// One time step of RNN: h = f(x W_ih + b_ih + h_old W_hh + b_hh).
/// Shapes: x [batch, in], h_old [batch, hidden] (none: 0) -> [batch, hidden]; weight_ih [in,
/// hidden], weight_hh [hidden, hidden], bias_ih and bias_hh [hidden].
/// Initialization: U(+-1 / sqrt(hidden)), as PyTorch.
/// Throws: ValueError from the constructor for 0 hidden units; ShapeError if x or h_old do not fit.
/// Elsewhere: torch.nn.RNNCell; keras.layers.SimpleRNNCell.
template <class T = float>
class RNNCell : public detail::RecurrentCell<T> {
   public:
    RNNCell(std::size_t in, std::size_t hidden, RNNCellOptions options = {})
        : detail::RecurrentCell<T>("RNNCell", 1, in, hidden, options.bias), options_(options) {}

    using detail::RecurrentCell<T>::forward;
    Variable<T> forward(const Variable<T>& x, const Variable<T>& h) const {
        return this->step(x, {h, {}}).hidden;
    }

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    RecurrentState<T> run_step(const Variable<T>& x, const RecurrentWeights<Variable<T>>& weights,
                               const RecurrentState<T>& old) const override;

    RNNCellOptions options_;
};

/// The options of LSTMCell.
struct LSTMCellOptions {
    bool bias = true;
    bool peephole = false;
};

/// One time step of LSTM.
/// Shapes: x [batch, in], hidden and cell [batch, hidden] (none: 0) -> the same two; weight_ih [in,
/// 4 hidden], weight_hh [hidden, 4 hidden], bias_ih and bias_hh [4 hidden], weight_peephole
/// [3, hidden].
/// Initialization: U(+-1 / sqrt(hidden)), as PyTorch.
/// Throws: ValueError from the constructor for 0 hidden units; ShapeError if x or the state do not
/// fit.
/// Elsewhere: torch.nn.LSTMCell; keras.layers.LSTMCell.
template <class T = float>
class LSTMCell : public detail::RecurrentCell<T> {
   public:
    LSTMCell(std::size_t in, std::size_t hidden, LSTMCellOptions options = {})
        : detail::RecurrentCell<T>("LSTMCell", 4, in, hidden, options.bias, options.peephole),
          options_(options) {}

    using detail::RecurrentCell<T>::forward;
    RecurrentState<T> forward(const Variable<T>& x, const RecurrentState<T>& old) const {
        return this->step(x, old);
    }

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    RecurrentState<T> run_step(const Variable<T>& x, const RecurrentWeights<Variable<T>>& weights,
                               const RecurrentState<T>& old) const override;

    LSTMCellOptions options_;
};

/// The options of GRUCell.
struct GRUCellOptions {
    bool bias = true;
    bool reset_after = true;
    bool update_takes_new = false;
};

/// One time step of GRU.
/// Shapes: x [batch, in], h_old [batch, hidden] (none: 0) -> [batch, hidden]; weight_ih [in,
/// 3 hidden], weight_hh [hidden, 3 hidden], bias_ih and bias_hh [3 hidden].
/// Initialization: U(+-1 / sqrt(hidden)), as PyTorch.
/// Throws: ValueError from the constructor for 0 hidden units; ShapeError if x or h_old do not fit.
/// Elsewhere: torch.nn.GRUCell; keras.layers.GRUCell.
template <class T = float>
class GRUCell : public detail::RecurrentCell<T> {
   public:
    GRUCell(std::size_t in, std::size_t hidden, GRUCellOptions options = {})
        : detail::RecurrentCell<T>("GRUCell", 3, in, hidden, options.bias), options_(options) {}

    using detail::RecurrentCell<T>::forward;
    Variable<T> forward(const Variable<T>& x, const Variable<T>& h) const {
        return this->step(x, {h, {}}).hidden;
    }

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    RecurrentState<T> run_step(const Variable<T>& x, const RecurrentWeights<Variable<T>>& weights,
                               const RecurrentState<T>& old) const override;

    GRUCellOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_RECURRENT_LAYERS)
#include "nnlite/layers/recurrent_cell_impl.hpp"
#endif
