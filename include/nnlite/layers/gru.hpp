#pragma once

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/recurrent.hpp"
#include "nnlite/ops/gru.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of GRU.
struct GRUOptions {
    std::size_t layers = 1;
    bool bidirectional = false;
    bool bias = true;
    double dropout = 0;                  // between layers
    bool return_sequence = true;         // false: only the last output of each direction
    bool learned_initial_state = false;  // else 0
    bool reset_after = true;             // the reset gate scales the product, not its input
    bool update_takes_new = false;       // h = (1 - z) h_old + z n, not (1 - z) n + z h_old

    static constexpr auto fields() {
        return field_list(Field("layers", &GRUOptions::layers, Range::at_least(1)),
                          Field("bidirectional", &GRUOptions::bidirectional),
                          Field("bias", &GRUOptions::bias),
                          Field("dropout", &GRUOptions::dropout, Range::below_one()),
                          Field("return_sequence", &GRUOptions::return_sequence),
                          Field("learned_initial_state", &GRUOptions::learned_initial_state),
                          Field("reset_after", &GRUOptions::reset_after),
                          Field("update_takes_new", &GRUOptions::update_takes_new));
    }
};

/// Gates r, z, n: r, z = sigmoid(x_t W_ih + b_ih + h_t-1 W_hh + b_hh),
/// n = tanh(x_t W_in + b_in + r (h_t-1 W_hn + b_hn)), h_t = (1 - z) n + z h_t-1. Without
/// reset_after n = tanh(x_t W_in + b_in + (r h_t-1) W_hn + b_hn).
/// Shapes: [batch, time, in] -> [batch, time, directions hidden], or [batch, directions hidden] of
/// each direction's last time step; weight_ih_l0 [in, 3 hidden], weight_hh_l0 [hidden, 3 hidden],
/// bias_ih_l0 and bias_hh_l0 [3 hidden], ..._l0_reverse, ..._l1; h0 [layers directions, 1, hidden].
/// Units or ranges: dropout in [0, 1), time >= 1.
/// Initialization: U(+-1 / sqrt(hidden)), as PyTorch; h0 0.
/// Throws: ValueError from the constructor for 0 hidden units or layers, or a dropout out of range;
/// ShapeError from build() if a given `in` is not the input's.
/// Source: Cho et al. 2014, equations 5 to 8: reset_after = false; Chung et al. 2014: also
/// update_takes_new = true. The default is PyTorch's, Keras' and cuDNN's.
/// Elsewhere: torch.nn.GRU; keras.layers.GRU.
template <class T = float>
class GRU : public detail::RecurrentLayer<T> {
   public:
    explicit GRU(std::size_t hidden, GRUOptions options = {})
        : GRU(std::nullopt, hidden, options) {}
    GRU(std::size_t in, std::size_t hidden, GRUOptions options = {})
        : GRU(std::optional(in), hidden, options) {}

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    GRU(std::optional<std::size_t> in, std::size_t hidden, const GRUOptions& options)
        : detail::RecurrentLayer<T>("GRU", 3, in, hidden, options), options_(options) {}

    RecurrentResult<T> run_direction(const Variable<T>& x,
                                     const RecurrentWeights<Variable<T>>& weights,
                                     const RecurrentState<T>& initial,
                                     const detail::DirectionOptions& options) const override;

    GRUOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_RECURRENT_LAYERS)
#include "nnlite/layers/gru_impl.hpp"
#endif
