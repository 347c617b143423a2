// Layers, in float and in double.

#define NNLITE_DEFINE_LAYERS
#include "nnlite/layers/all.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                      \
    template class Layer<T>;                                                                   \
    template class Visitor<T>;                                                                 \
    template std::vector<detail::NamedParameter<T>> named_parameters<T>(Layer<T> & layer);     \
    template std::vector<Variable<T>> parameters<T>(Layer<T> & layer);                         \
    template Variable<T> parameter<T>(Layer<T> & layer, const std::string& name);              \
    template std::size_t parameter_count<T>(const Layer<T>& layer);                            \
    template void set_trainable<T>(Layer<T> & layer, bool trainable);                          \
    template void set_training<T>(Layer<T> & layer, bool training);                            \
    template std::vector<Tensor<T>> detail::state_of<T>(Layer<T> & layer);                     \
    template void detail::set_state<T>(Layer<T> & layer, const std::vector<Tensor<T>>& state); \
    template void zero_gradients<T>(Layer<T> & layer);                                         \
    template Tensor<T> sinusoidal_positions<T>(std::size_t tokens, std::size_t width);         \
    namespace detail {                                                                         \
    template class BatchNorm<T>;                                                               \
    template void delete_layer<T>(Layer<T> * layer);                                           \
    template class TransformerLayer<T>;                                                        \
    }
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

#define NNLITE_LAYER(Type)      \
    template class Type<float>; \
    template class Type<double>;
#define NNLITE_ROW(function, Type) NNLITE_LAYER(Type)
NNLITE_LAYERS(NNLITE_LAYER)
NNLITE_ACTIVATIONS(NNLITE_ROW)

}  // namespace nnlite
