// Recurrent layers, in float and in double.

#define NNLITE_DEFINE_RECURRENT_LAYERS
#include "nnlite/layers/all.hpp"
#include "nnlite/ops/recurrent_inputs_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                     \
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

#define NNLITE_LAYER(Type)      \
    template class Type<float>; \
    template class Type<double>;
NNLITE_RECURRENT_LAYERS(NNLITE_LAYER)

}  // namespace nnlite
