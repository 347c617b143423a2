#pragma once

// What nnlite::compiled holds of the templates, in float and in double. A program that links it
// (the target defines NNLITE_COMPILED) compiles none of this itself; src/ compiles it, in one file
// for each scalar and list.

#include "nnlite/nnlite.hpp"

#define NNLITE_FUNCTIONS(compile, T)                                                               \
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
    compile std::unique_ptr<Optimizer<T>> make_optimizer<T>(const OptimizerChoice&);

#define NNLITE_CLASSES(compile, T)                 \
    compile class Variable<T>;                     \
    compile class Sequential<T>;                   \
    compile class Linear<T>;                       \
    compile class Conv2d<T>;                       \
    compile class BatchNorm2d<T>;                  \
    compile class RNN<T>;                          \
    compile class LSTM<T>;                         \
    compile class GRU<T>;                          \
    compile class MultiheadAttention<T>;           \
    compile class TransformerEncoder<T>;           \
    compile class TransformerEncoderLayer<T>;      \
    compile class TransformerDecoderLayer<T>;      \
    compile class TensorDataset<T>;                \
    compile class DataLoader<T>;                   \
    compile class Model<T>;                        \
    compile class detail::MultilayerPerceptron<T>; \
    compile class MLPClassifier<T>;                \
    compile class MLPRegressor<T>;

#ifdef NNLITE_COMPILED
namespace nnlite {
NNLITE_FUNCTIONS(extern template, float)
NNLITE_CLASSES(extern template, float)
NNLITE_FUNCTIONS(extern template, double)
NNLITE_CLASSES(extern template, double)
}  // namespace nnlite
#endif
