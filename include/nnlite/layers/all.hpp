#pragma once

#include "nnlite/layers/activation.hpp"
#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/conv1d.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/conv_transpose2d.hpp"
#include "nnlite/layers/depthwise_conv2d.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/embedding.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/group_norm.hpp"
#include "nnlite/layers/gru.hpp"
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

// Each layer that a file can have and that nnlite::compiled holds, except for the activations of
// NNLITE_ACTIVATIONS. What it lists also makes layers from files (known_layers.hpp).
// clang-format off
#define NNLITE_LAYERS(row) \
    row(AvgPool1d) \
    row(AvgPool2d) \
    row(BatchNorm1d) \
    row(BatchNorm2d) \
    row(Conv1d) \
    row(Conv2d) \
    row(ConvTranspose2d) \
    row(DepthwiseConv2d) \
    row(Dropout) \
    row(Dropout2d) \
    row(ELU) \
    row(Embedding) \
    row(Flatten) \
    row(GELU) \
    row(GlobalAveragePool1d) \
    row(GlobalAveragePool2d) \
    row(GroupNorm) \
    row(LayerNorm) \
    row(LeakyReLU) \
    row(LearnedPositions) \
    row(Linear) \
    row(MaxPool1d) \
    row(MaxPool2d) \
    row(MultiheadAttention) \
    row(Reshape) \
    row(Residual) \
    row(Sequential) \
    row(SinusoidalPositions) \
    row(Softmax) \
    row(TransformerDecoderLayer) \
    row(TransformerEncoder) \
    row(TransformerEncoderLayer) \
    row(UpsampleNearest2d) \
    row(ZeroPad2d)
#define NNLITE_RECURRENT_LAYERS(row) \
    row(GRU) \
    row(GRUCell) \
    row(LSTM) \
    row(LSTMCell) \
    row(RNN) \
    row(RNNCell)
// clang-format on
