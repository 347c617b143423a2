// Recurrent operations and layers, in float and in double.

#include <type_traits>

#define NNLITE_DEFINE_RECURRENT_LAYERS
#include "nnlite/layers/all.hpp"
#include "nnlite/ops/gru_impl.hpp"
#include "nnlite/ops/lstm_impl.hpp"
#include "nnlite/ops/recurrent_impl.hpp"
#include "nnlite/ops/rnn_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_FUNCTION(T, name, Options)                                                         \
    template RecurrentResult<T> name<T>(                                                          \
        const Variable<T>& x, const std::type_identity_t<RecurrentWeights<Variable<T>>>& weights, \
        const std::type_identity_t<RecurrentState<T>>& initial, const detail::Options& options);
#define NNLITE_COMPILE(T)                                                                         \
    NNLITE_FUNCTION(T, rnn, RNNFunctionOptions)                                                   \
    NNLITE_FUNCTION(T, lstm, DirectionOptions)                                                    \
    NNLITE_FUNCTION(T, gru, GRUFunctionOptions)                                                   \
    namespace detail {                                                                            \
    template class RecurrentCell<T>;                                                              \
    template class RecurrentLayer<T>;                                                             \
    template RecurrentWeights<Variable<T>> draw_weights<T>(const RecurrentWeights<Shape>& shapes, \
                                                           std::size_t hidden,                    \
                                                           Generator& generator);                 \
    template void visit_weights<T>(Visitor<T> & visitor, RecurrentWeights<Variable<T>>& weights,  \
                                   const RecurrentWeights<std::string>& names);                   \
    }
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

#define NNLITE_LAYER(Type)      \
    template class Type<float>; \
    template class Type<double>;
NNLITE_RECURRENT_LAYERS(NNLITE_LAYER)

}  // namespace nnlite
