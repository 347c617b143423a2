#pragma once

#include <map>
#include <string_view>

#include "nnlite/layers/activation.hpp"
#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/conv1d.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/conv_transpose2d.hpp"
#include "nnlite/layers/depthwise_conv2d.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/embedding.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/gru.hpp"
#include "nnlite/layers/known_layers.hpp"
#include "nnlite/layers/layer_norm.hpp"
#include "nnlite/layers/learned_positions.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/multihead_attention.hpp"
#include "nnlite/layers/pool1d.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/layers/recurrent_cell.hpp"
#include "nnlite/layers/rnn.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/layers/sinusoidal_positions.hpp"
#include "nnlite/layers/transformer_decoder_layer.hpp"
#include "nnlite/layers/transformer_encoder.hpp"
#include "nnlite/layers/transformer_encoder_layer.hpp"
#include "nnlite/layers/upsample_nearest2d.hpp"
#include "nnlite/layers/zero_pad2d.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
const std::map<std::string_view, LayerMaker<T>>& known_layers() {
    static const std::map<std::string_view, LayerMaker<T>> makers{
        {"AvgPool1d", [] { return shared_layer(AvgPool1d<T>(1)); }},
        {"AvgPool2d", [] { return shared_layer(AvgPool2d<T>(1)); }},
        {"BatchNorm1d", [] { return shared_layer(BatchNorm1d<T>()); }},
        {"BatchNorm2d", [] { return shared_layer(BatchNorm2d<T>()); }},
        {"Conv1d", [] { return shared_layer(Conv1d<T>(1, 1)); }},
        {"Conv2d", [] { return shared_layer(Conv2d<T>(1, 1)); }},
        {"ConvTranspose2d", [] { return shared_layer(ConvTranspose2d<T>(1, 1)); }},
        {"DepthwiseConv2d", [] { return shared_layer(DepthwiseConv2d<T>(1)); }},
        {"Dropout", [] { return shared_layer(Dropout<T>(0)); }},
        {"Dropout2d", [] { return shared_layer(Dropout2d<T>(0)); }},
        {"ELU", [] { return shared_layer(ELU<T>()); }},
        {"Embedding", [] { return shared_layer(Embedding<T>(1, 1)); }},
        {"Flatten", [] { return shared_layer(Flatten<T>()); }},
        {"GELU", [] { return shared_layer(GELU<T>()); }},
        {"GRU", [] { return shared_layer(GRU<T>(1)); }},
        {"GRUCell", [] { return shared_layer(GRUCell<T>(1, 1)); }},
        {"GlobalAveragePool1d", [] { return shared_layer(GlobalAveragePool1d<T>()); }},
        {"GlobalAveragePool2d", [] { return shared_layer(GlobalAveragePool2d<T>()); }},
        {"Hardswish", [] { return shared_layer(nnlite::Hardswish<T>()); }},
        {"LSTM", [] { return shared_layer(LSTM<T>(1)); }},
        {"LSTMCell", [] { return shared_layer(LSTMCell<T>(1, 1)); }},
        {"LayerNorm", [] { return shared_layer(LayerNorm<T>()); }},
        {"LeakyReLU", [] { return shared_layer(LeakyReLU<T>()); }},
        {"LearnedPositions", [] { return shared_layer(LearnedPositions<T>()); }},
        {"Linear", [] { return shared_layer(Linear<T>(1)); }},
        {"MaxPool1d", [] { return shared_layer(MaxPool1d<T>(1)); }},
        {"MaxPool2d", [] { return shared_layer(MaxPool2d<T>(1)); }},
        {"MultiheadAttention", [] { return shared_layer(MultiheadAttention<T>(1)); }},
        {"RNN", [] { return shared_layer(RNN<T>(1)); }},
        {"RNNCell", [] { return shared_layer(RNNCell<T>(1, 1)); }},
        {"ReLU", [] { return shared_layer(ReLU<T>()); }},
        {"ReLU6", [] { return shared_layer(ReLU6<T>()); }},
        {"Reshape", [] { return shared_layer(Reshape<T>(Shape{1})); }},
        {"Residual", [] { return shared_layer(Residual<T>(Flatten<T>())); }},
        {"SELU", [] { return shared_layer(SELU<T>()); }},
        {"Sequential", [] { return shared_layer(Sequential<T>()); }},
        {"SiLU", [] { return shared_layer(SiLU<T>()); }},
        {"Sigmoid", [] { return shared_layer(nnlite::Sigmoid<T>()); }},
        {"SinusoidalPositions", [] { return shared_layer(SinusoidalPositions<T>()); }},
        {"Softmax", [] { return shared_layer(Softmax<T>()); }},
        {"Softplus", [] { return shared_layer(nnlite::Softplus<T>()); }},
        {"Tanh", [] { return shared_layer(nnlite::Tanh<T>()); }},
        {"TransformerDecoderLayer", [] { return shared_layer(TransformerDecoderLayer<T>(1)); }},
        {"TransformerEncoder", [] { return shared_layer(TransformerEncoder<T>(0, 1)); }},
        {"TransformerEncoderLayer", [] { return shared_layer(TransformerEncoderLayer<T>(1)); }},
        {"UpsampleNearest2d", [] { return shared_layer(UpsampleNearest2d<T>(1)); }},
        {"ZeroPad2d", [] { return shared_layer(ZeroPad2d<T>(0)); }}};
    return makers;
}

}  // namespace nnlite::detail
