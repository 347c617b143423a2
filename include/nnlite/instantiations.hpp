#pragma once

// What nnlite::compiled holds of the templates, in float and in double. A program that links it
// (the target defines NNLITE_COMPILED) compiles none of this itself; src/ compiles it, in one file
// for each scalar and list.

#include "nnlite/nnlite.hpp"

#define NNLITE_OPERATIONS(compile, T)                                                              \
    compile void detail::normal_group(T*, T, T);                                                   \
    compile void detail::accumulate(detail::Node<T>&, Tensor<T>&&);                                \
    compile void Initializer::fill(Tensor<T>&, std::size_t, std::size_t, Generator&) const;        \
    compile void gemm(std::size_t, std::size_t, std::size_t, const MatrixView<T>&,                 \
                      const MatrixView<T>&, T*, std::size_t, const GemmEpilogue<T>&);              \
    compile void detail::gemm_block<T, detail::gemm_packs>(                                        \
        std::size_t, std::size_t, std::size_t, const MatrixView<T>&, const detail::GemmPanel<T>&,  \
        T*, std::size_t, const GemmEpilogue<T>&);                                                  \
    compile void detail::gemm_block<T, 1>(std::size_t, std::size_t, std::size_t,                   \
                                          const MatrixView<T>&, const detail::GemmPanel<T>&, T*,   \
                                          std::size_t, const GemmEpilogue<T>&);                    \
    compile void detail::conv2d_forward(const Conv2dShape&, const T*, const T*, const T*, bool,    \
                                        const detail::ConvResult<T>&, Conv2dAlgorithm);            \
    compile void detail::conv2d_backward(const Conv2dShape&, const T*,                             \
                                         const detail::ConvSlope<T>&, const T*, T*, T*,            \
                                         Conv2dAlgorithm);                                         \
    compile Variable<T> detail::add(const Variable<T>&, const Variable<T>&);                       \
    compile Variable<T> detail::subtract(const Variable<T>&, const Variable<T>&);                  \
    compile Variable<T> detail::multiply(const Variable<T>&, const Variable<T>&);                  \
    compile Variable<T> detail::divide(const Variable<T>&, const Variable<T>&);                    \
    compile Variable<T> relu(const Variable<T>&);                                                  \
    compile Variable<T> leaky_relu(const Variable<T>&, double);                                    \
    compile Variable<T> elu(const Variable<T>&, double);                                           \
    compile Variable<T> selu(const Variable<T>&);                                                  \
    compile Variable<T> gelu(const Variable<T>&);                                                  \
    compile Variable<T> gelu_tanh(const Variable<T>&);                                             \
    compile Variable<T> silu(const Variable<T>&);                                                  \
    compile Variable<T> sigmoid(const Variable<T>&);                                               \
    compile Variable<T> tanh(const Variable<T>&);                                                  \
    compile Variable<T> relu6(const Variable<T>&);                                                 \
    compile Variable<T> hardswish(const Variable<T>&);                                             \
    compile Variable<T> softplus(const Variable<T>&);                                              \
    compile Variable<T> activate(const Variable<T>&, Activation);                                  \
    compile Variable<T> sum(const Variable<T>&, const IndexList&, bool);                           \
    compile Variable<T> mean(const Variable<T>&, const IndexList&, bool);                          \
    compile Variable<T> softmax(const Variable<T>&, std::ptrdiff_t);                               \
    compile Variable<T> log_softmax(const Variable<T>&, std::ptrdiff_t);                           \
    compile Variable<T> slice(const Variable<T>&, std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t,  \
                              std::ptrdiff_t);                                                     \
    compile Variable<T> dropout(const Variable<T>&, double, std::uint64_t, std::uint64_t);         \
    compile Variable<T> matmul(const Variable<T>&, const Variable<T>&);                            \
    compile Variable<T> detail::linear(const Variable<T>&, const Variable<T>&, const Variable<T>*, \
                                       bool);                                                      \
    compile Variable<T> detail::conv2d(const char*, const Variable<T>&, const Variable<T>&,        \
                                       const Variable<T>*, const Conv2dFunctionOptions&, bool);    \
    compile Variable<T> detail::max_pool(const char*, const Pool2dShape&, const Variable<T>&);     \
    compile Variable<T> detail::avg_pool(const char*, const Pool2dShape&, const Variable<T>&);     \
    compile Variable<T> detail::batch_norm(const Variable<T>&, const Variable<T>*,                 \
                                           const Variable<T>*, const ChannelStatistics<T>&,        \
                                           const BatchNormFunctionOptions&);                       \
    compile Variable<T> detail::layer_norm(const Variable<T>&, const Variable<T>*,                 \
                                           const Variable<T>*, double);                            \
    compile Variable<T> residual_layer_norm(const Variable<T>&, const Variable<T>&,                \
                                            const Variable<T>&, const Variable<T>&,                \
                                            const ResidualLayerNormOptions&);                      \
    compile Variable<T> feed_forward(const Variable<T>&, const Variable<T>&, const Variable<T>&,   \
                                     const Variable<T>&, const Variable<T>&,                       \
                                     const FeedForwardOptions&);                                   \
    compile Variable<T> cross_entropy(const Variable<T>&, const detail::ArrayParameter<Labels>&,   \
                                      const CrossEntropy&);                                        \
    compile Variable<T> cross_entropy(const Variable<T>&, const detail::DenseParameter<T>&,        \
                                      const CrossEntropy&);                                        \
    compile class Variable<T>;                                                                     \
    compile Variable<T> reshape(const Variable<T>&, const IndexList&);                             \
    compile Variable<T> flatten(const Variable<T>&, std::ptrdiff_t);

#define NNLITE_LAYERS(compile, T)                                               \
    compile class AvgPool1d<T>;                                                 \
    compile class AvgPool2d<T>;                                                 \
    compile class BatchNorm1d<T>;                                               \
    compile class BatchNorm2d<T>;                                               \
    compile class Conv1d<T>;                                                    \
    compile class Conv2d<T>;                                                    \
    compile class ConvTranspose2d<T>;                                           \
    compile class DepthwiseConv2d<T>;                                           \
    compile class Dropout<T>;                                                   \
    compile class Dropout2d<T>;                                                 \
    compile struct ELU<T>;                                                      \
    compile class Embedding<T>;                                                 \
    compile class Flatten<T>;                                                   \
    compile struct GELU<T>;                                                     \
    compile class GRU<T>;                                                       \
    compile class GRUCell<T>;                                                   \
    compile class GlobalAveragePool1d<T>;                                       \
    compile class GlobalAveragePool2d<T>;                                       \
    compile struct Hardswish<T>;                                                \
    compile class LSTM<T>;                                                      \
    compile class LSTMCell<T>;                                                  \
    compile class LayerNorm<T>;                                                 \
    compile struct LeakyReLU<T>;                                                \
    compile class LearnedPositions<T>;                                          \
    compile class Linear<T>;                                                    \
    compile class MaxPool1d<T>;                                                 \
    compile class MaxPool2d<T>;                                                 \
    compile class MultiheadAttention<T>;                                        \
    compile class RNN<T>;                                                       \
    compile class RNNCell<T>;                                                   \
    compile struct ReLU<T>;                                                     \
    compile struct ReLU6<T>;                                                    \
    compile class Reshape<T>;                                                   \
    compile class Residual<T>;                                                  \
    compile struct SELU<T>;                                                     \
    compile class Sequential<T>;                                                \
    compile struct SiLU<T>;                                                     \
    compile struct Sigmoid<T>;                                                  \
    compile class SinusoidalPositions<T>;                                       \
    compile struct Softmax<T>;                                                  \
    compile struct Softplus<T>;                                                 \
    compile struct Tanh<T>;                                                     \
    compile class TransformerDecoderLayer<T>;                                   \
    compile class TransformerEncoder<T>;                                        \
    compile class TransformerEncoderLayer<T>;                                   \
    compile class UpsampleNearest2d<T>;                                         \
    compile class ZeroPad2d<T>;                                                 \
    compile class LayerPointer<T>;                                              \
    compile const std::map<std::string_view, LayerMaker<T>>& known_layers<T>(); \
    compile Json architecture_of(Layer<T>&);                                    \
    compile std::vector<NamedParameter<T>> named_parameters(Layer<T>&);         \
    compile std::vector<Variable<T>> parameters(Layer<T>&);                     \
    compile Variable<T> parameter(Layer<T>&, const std::string&);               \
    compile void set_trainable(Layer<T>&, bool);                                \
    compile void set_training(Layer<T>&, bool);                                 \
    compile NamedTensors<T> state_dict(Layer<T>&, WeightLayout);                \
    compile void load_state_dict(Layer<T>&, const NamedTensors<T>&, WeightLayout);

#define NNLITE_TRAINING(compile, T)                                                  \
    compile std::unique_ptr<Optimizer<T>> make_optimizer<T>(const OptimizerChoice&); \
    compile class TensorDataset<T>;                                                  \
    compile class DataLoader<T>;                                                     \
    compile class Optimizer<T>;                                                      \
    compile class Model<T>;                                                          \
    compile class EarlyStopping<T>;                                                  \
    compile class LearningRateScheduler<T>;                                          \
    compile class PlateauScheduler<T>;                                               \
    compile class CsvLog<T>;                                                         \
    compile class Checkpoint<T>;                                                     \
    compile class detail::MultilayerPerceptron<T>;                                   \
    compile class MLPClassifier<T>;                                                  \
    compile class MLPRegressor<T>;                                                   \
    compile std::string summary_text(Sequential<T>&, std::size_t, std::size_t);      \
    compile Metric<T> accuracy_metric<T>();                                          \
    compile Metric<T> binary_accuracy_metric<T>();                                   \
    compile Metric<T> top_k_accuracy_metric<T>(std::size_t);                         \
    compile Metric<T> precision_metric<T>(Average);                                  \
    compile Metric<T> recall_metric<T>(Average);                                     \
    compile Metric<T> f1_metric<T>(Average);                                         \
    compile Metric<T> mean_iou_metric<T>();                                          \
    compile Metric<T> mse_metric<T>();                                               \
    compile Metric<T> mae_metric<T>();                                               \
    compile std::optional<Metric<T>> known_metric<T>(const std::string&);            \
    compile std::optional<Loss<T>> known_loss<T>(std::string_view, FieldVisitor&);   \
    compile Model<T> load_model<T>(const std::string&, const LoadModelOptions<T>&);  \
    compile Model<T> load_model<T>(std::span<const std::uint8_t>, std::string_view,  \
                                   const LoadModelOptions<T>&);

#ifdef NNLITE_COMPILED
namespace nnlite {
NNLITE_OPERATIONS(extern template, float)
NNLITE_OPERATIONS(extern template, double)
NNLITE_LAYERS(extern template, float)
NNLITE_LAYERS(extern template, double)
NNLITE_TRAINING(extern template, float)
NNLITE_TRAINING(extern template, double)
}  // namespace nnlite
#endif
