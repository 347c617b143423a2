#pragma once

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/recurrent.hpp"
#include "nnlite/ops/lstm.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of LSTM.
struct LSTMOptions {
    std::size_t layers = 1;
    bool bidirectional = false;
    bool bias = true;
    double dropout = 0;                  // between layers
    bool return_sequence = true;         // false: only the last output of each direction
    bool learned_initial_state = false;  // else 0
    bool peephole = false;               // the gates see the cell
    std::size_t projection = 0;          // the state's width, if not `hidden`

    static constexpr auto fields() {
        return field_list(Field("layers", &LSTMOptions::layers, Range::at_least(1)),
                          Field("bidirectional", &LSTMOptions::bidirectional),
                          Field("bias", &LSTMOptions::bias),
                          Field("dropout", &LSTMOptions::dropout, Range::below_one()),
                          Field("return_sequence", &LSTMOptions::return_sequence),
                          Field("learned_initial_state", &LSTMOptions::learned_initial_state),
                          Field("peephole", &LSTMOptions::peephole),
                          Field("projection", &LSTMOptions::projection));
    }
};

/// Gates i, f, g, o from a = x_t W_ih + b_ih + h_t-1 W_hh + b_hh: i, f, o = sigmoid(a), g =
/// tanh(a), c_t = f c_t-1 + i g, h_t = o tanh(c_t). With peephole p: a_i + p_i c_t-1,
/// a_f + p_f c_t-1, a_o + p_o c_t. With projection: h_t = (o tanh(c_t)) W_hr.
/// Shapes: [batch, time, in] -> [batch, time, directions width], or [batch, directions width] of
/// each direction's last time step, width = hidden or projection; weight_ih_l0 [in, 4 hidden],
/// weight_hh_l0 [width, 4 hidden], bias_ih_l0 and bias_hh_l0 [4 hidden], weight_hr_l0 [hidden,
/// width], weight_peephole_l0 [3, hidden] (i, f, o), ..._l0_reverse, ..._l1; h0 [layers directions,
/// 1, width], c0 [layers directions, 1, hidden].
/// Units or ranges: dropout in [0, 1), projection < hidden, time >= 1.
/// Initialization: U(+-1 / sqrt(hidden)), as PyTorch; h0 and c0 0.
/// Throws: ValueError from the constructor for 0 hidden units or layers, a dropout or projection
/// outside; ShapeError from build() if a given `in` is not the input's.
/// Source: Hochreiter and Schmidhuber 1997; Gers, Schraudolph and Schmidhuber 2002 (peephole); Sak,
/// Senior and Beaufays 2014 (projection).
/// Elsewhere: torch.nn.LSTM; keras.layers.LSTM.
template <class T = float>
class LSTM : public detail::RecurrentLayer<T> {
   public:
    explicit LSTM(std::size_t hidden, LSTMOptions options = {})
        : LSTM(std::nullopt, hidden, options) {}
    LSTM(std::size_t in, std::size_t hidden, LSTMOptions options = {})
        : LSTM(std::optional(in), hidden, options) {}

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    LSTM(std::optional<std::size_t> in, std::size_t hidden, const LSTMOptions& options);

    RecurrentResult<T> run_direction(const Variable<T>& x,
                                     const RecurrentWeights<Variable<T>>& weights,
                                     const RecurrentState<T>& initial,
                                     const detail::DirectionOptions& options) const override;

    LSTMOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_RECURRENT_LAYERS)
#include "nnlite/layers/lstm_impl.hpp"
#endif
