// Layers, in float and in double.

#include "nnlite/layers/activation_impl.hpp"
#include "nnlite/layers/batch_norm_impl.hpp"
#include "nnlite/layers/conv1d_impl.hpp"
#include "nnlite/layers/conv2d_impl.hpp"
#include "nnlite/layers/conv_transpose2d_impl.hpp"
#include "nnlite/layers/depthwise_conv2d_impl.hpp"
#include "nnlite/layers/dropout_impl.hpp"
#include "nnlite/layers/embedding_impl.hpp"
#include "nnlite/layers/flatten_impl.hpp"
#include "nnlite/layers/initializer_impl.hpp"
#include "nnlite/layers/layer_impl.hpp"
#include "nnlite/layers/layer_norm_impl.hpp"
#include "nnlite/layers/layer_pointer_impl.hpp"
#include "nnlite/layers/learned_positions_impl.hpp"
#include "nnlite/layers/linear_impl.hpp"
#include "nnlite/layers/multihead_attention_impl.hpp"
#include "nnlite/layers/option_fields_impl.hpp"
#include "nnlite/layers/pool1d_impl.hpp"
#include "nnlite/layers/pool2d_impl.hpp"
#include "nnlite/layers/sample_shape_impl.hpp"
#include "nnlite/layers/sequential_impl.hpp"
#include "nnlite/layers/sinusoidal_positions_impl.hpp"
#include "nnlite/layers/training_flag_impl.hpp"
#include "nnlite/layers/transformer_decoder_layer_impl.hpp"
#include "nnlite/layers/transformer_encoder_impl.hpp"
#include "nnlite/layers/transformer_encoder_layer_impl.hpp"
#include "nnlite/layers/transformer_layer_impl.hpp"
#include "nnlite/layers/upsample_nearest2d_impl.hpp"
#include "nnlite/layers/zero_pad2d_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                      \
    template struct ReLU<T>;                                                                   \
    template struct LeakyReLU<T>;                                                              \
    template struct ELU<T>;                                                                    \
    template struct SELU<T>;                                                                   \
    template struct GELU<T>;                                                                   \
    template struct SiLU<T>;                                                                   \
    template struct ReLU6<T>;                                                                  \
    template struct Hardswish<T>;                                                              \
    template struct Sigmoid<T>;                                                                \
    template struct Tanh<T>;                                                                   \
    template struct Softplus<T>;                                                               \
    template struct Softmax<T>;                                                                \
    template class Conv1d<T>;                                                                  \
    template class Conv2d<T>;                                                                  \
    template class ConvTranspose2d<T>;                                                         \
    template class DepthwiseConv2d<T>;                                                         \
    template class Dropout<T>;                                                                 \
    template class Dropout2d<T>;                                                               \
    template class Embedding<T>;                                                               \
    template class Flatten<T>;                                                                 \
    template class Reshape<T>;                                                                 \
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
    template class LayerNorm<T>;                                                               \
    template class LearnedPositions<T>;                                                        \
    template class Linear<T>;                                                                  \
    template class MultiheadAttention<T>;                                                      \
    template class GlobalAveragePool1d<T>;                                                     \
    template class GlobalAveragePool2d<T>;                                                     \
    template class Sequential<T>;                                                              \
    template class Residual<T>;                                                                \
    template Tensor<T> sinusoidal_positions<T>(std::size_t tokens, std::size_t width);         \
    template class SinusoidalPositions<T>;                                                     \
    template class TransformerDecoderLayer<T>;                                                 \
    template class TransformerEncoder<T>;                                                      \
    template class TransformerEncoderLayer<T>;                                                 \
    template class UpsampleNearest2d<T>;                                                       \
    template class ZeroPad2d<T>;                                                               \
    namespace detail {                                                                         \
    template class BatchNorm<T>;                                                               \
    template void delete_layer<T>(Layer<T> * layer);                                           \
    template class TransformerLayer<T>;                                                        \
    }
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

}  // namespace nnlite
