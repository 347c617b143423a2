#pragma once

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/recurrent.hpp"
#include "nnlite/ops/rnn.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of RNN.
struct RNNOptions {
    std::size_t layers = 1;
    bool bidirectional = false;
    bool bias = true;
    double dropout = 0;                  // between layers
    bool return_sequence = true;         // false: only the last output of each direction
    bool learned_initial_state = false;  // else 0
    RecurrentActivation activation = RecurrentActivation::tanh;

    static constexpr auto fields() {
        return field_list(Field("layers", &RNNOptions::layers, Range::at_least(1)),
                          Field("bidirectional", &RNNOptions::bidirectional),
                          Field("bias", &RNNOptions::bias),
                          Field("dropout", &RNNOptions::dropout, Range::below_one()),
                          Field("return_sequence", &RNNOptions::return_sequence),
                          Field("learned_initial_state", &RNNOptions::learned_initial_state),
                          Field("activation", &RNNOptions::activation));
    }
};

/// h_t = f(x_t W_ih + b_ih + h_t-1 W_hh + b_hh), f tanh or ReLU.
/// Shapes: [batch, time, in] -> [batch, time, directions hidden], or [batch, directions hidden] of
/// each direction's last time step; weight_ih_l0 [in, hidden], weight_hh_l0 [hidden, hidden],
/// bias_ih_l0 and bias_hh_l0 [hidden], ..._l0_reverse, ..._l1, each layer takes the output of the
/// one below; h0 [layers directions, 1, hidden].
/// Units or ranges: dropout in [0, 1), time >= 1.
/// Initialization: U(+-1 / sqrt(hidden)), as PyTorch; h0 0.
/// Throws: ValueError from the constructor for 0 hidden units or layers, or a dropout out of range;
/// ShapeError from build() if a given `in` is not the input's.
/// Source: Elman 1990.
/// Elsewhere: torch.nn.RNN; keras.layers.SimpleRNN.
template <class T = float>
class RNN : public detail::RecurrentLayer<T> {
   public:
    explicit RNN(std::size_t hidden, RNNOptions options = {})
        : RNN(std::nullopt, hidden, options) {}
    RNN(std::size_t in, std::size_t hidden, RNNOptions options = {})
        : RNN(std::optional(in), hidden, options) {}

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    RNN(std::optional<std::size_t> in, std::size_t hidden, const RNNOptions& options)
        : detail::RecurrentLayer<T>("RNN", 1, in, hidden, options), options_(options) {}

    RecurrentResult<T> run_direction(const Variable<T>& x,
                                     const RecurrentWeights<Variable<T>>& weights,
                                     const RecurrentState<T>& initial,
                                     const detail::DirectionOptions& options) const override;

    RNNOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_RECURRENT_LAYERS)
#include "nnlite/layers/rnn_impl.hpp"
#endif
