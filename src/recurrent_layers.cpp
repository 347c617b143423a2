// Recurrent layers, in float and in double.

#include "nnlite/layers/gru_impl.hpp"
#include "nnlite/layers/lstm_impl.hpp"
#include "nnlite/layers/recurrent_cell_impl.hpp"
#include "nnlite/layers/recurrent_impl.hpp"
#include "nnlite/layers/recurrent_weights_impl.hpp"
#include "nnlite/layers/rnn_impl.hpp"
#include "nnlite/ops/recurrent_inputs_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                     \
    template class GRU<T>;                                                                    \
    template class LSTM<T>;                                                                   \
    template class RNNCell<T>;                                                                \
    template class LSTMCell<T>;                                                               \
    template class GRUCell<T>;                                                                \
    template class RNN<T>;                                                                    \
    namespace detail {                                                                        \
    template class RecurrentCell<T>;                                                          \
    template class RecurrentLayer<T>;                                                         \
    template RecurrentInputs<T> start_recurrent<T>(const RecurrentPlan& plan, std::size_t in, \
                                                   Generator& generator);                     \
    template void visit_recurrent<T>(Visitor<T> & visitor, RecurrentInputs<T>& weights,       \
                                     const RecurrentNames& names);                            \
    template void visit_recurrent<T>(Visitor<T> & visitor, RecurrentInputs<T>& weights,       \
                                     const std::string& suffix);                              \
    template RecurrentParts<T> rnn_direction<T>(const RecurrentInputs<T>& inputs,             \
                                                const RecurrentRun& run,                      \
                                                RecurrentActivation activation);              \
    }
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

}  // namespace nnlite
