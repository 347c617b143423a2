#pragma once

#include <memory>
#include <vector>

#include "nnlite/layers/known_layers.hpp"

using namespace nnlite;

// A layer of every type with options that are not the defaults, and what it takes.
struct LayerExample {
    std::shared_ptr<Layer<double>> layer;
    Shape input;
};

template <class L>
LayerExample layer_example(L layer, const Shape& input) {
    return {detail::shared_layer(std::move(layer)), input};
}

inline std::vector<LayerExample> layer_examples() {
    using D = double;
    const Shape image{5, 6, 4}, sequence{7, 4};
    const RNNOptions rnn{.layers = 2,
                         .bidirectional = true,
                         .bias = false,
                         .dropout = 0.25,
                         .return_sequence = false,
                         .learned_initial_state = true,
                         .activation = RecurrentActivation::relu};
    const TransformerLayerOptions wide{.feed_forward = 3,
                                       .dropout = 0.5,
                                       .activation = Activation::gelu,
                                       .norm_first = true,
                                       .eps = 1e-3,
                                       .causal = true};
    return {
        layer_example(AvgPool1d<D>(3, {.stride = 2, .padding = {1, 0}}), sequence),
        layer_example(AvgPool2d<D>({2, 3}, {.stride = Size2d(1, 2), .padding = Padding::same()}),
                      image),
        layer_example(BatchNorm1d<D>({.eps = 1e-3, .momentum = 0.5, .affine = false}), {4}),
        layer_example(BatchNorm2d<D>({.momentum = 0.01}), image),
        layer_example(Conv1d<D>(4, 6, 2,
                                {.stride = 2,
                                 .padding = {1, 0},
                                 .dilation = 2,
                                 .groups = 2,
                                 .activation = Activation::tanh,
                                 .bias = false,
                                 .weight_init = Initializer::he_normal()}),
                      sequence),
        layer_example(Conv2d<D>(4, 6, {2, 3},
                                {.stride = {1, 2},
                                 .padding = {1, 0, 2, 1},
                                 .dilation = {2, 1},
                                 .groups = 2,
                                 .activation = Activation::relu,
                                 .algorithm = Conv2dAlgorithm::precise,
                                 .weight_init = Initializer::uniform(0.25),
                                 .bias_init = Initializer::constant(0.5)}),
                      image),
        layer_example(
            ConvTranspose2d<D>(
                6, 3, {.stride = 2, .padding = Padding::same(), .groups = 2, .bias = false}),
            image),
        layer_example(ConvTranspose2d<D>(
                          4, 6, 3, {.stride = 2, .output_padding = {1, 0}, .dilation = {1, 2}}),
                      image),
        layer_example(DepthwiseConv2d<D>({2, 3}, {.multiplier = 2,
                                                  .stride = {1, 2},
                                                  .padding = {1, 0, 2, 1},
                                                  .dilation = {2, 1},
                                                  .activation = Activation::silu,
                                                  .bias = false,
                                                  .algorithm = Conv2dAlgorithm::precise,
                                                  .weight_init = Initializer::he_normal()}),
                      image),
        layer_example(Dropout<D>(0.25, {.seed = 18446744073709551615U}), image),
        layer_example(Dropout2d<D>(0.75), image),
        layer_example(ELU<D>(0.5), {4}),
        layer_example(
            Embedding<D>(7, 3, {.weight_init = Initializer::orthogonal(2), .padding_idx = 6}), {5}),
        layer_example(Flatten<D>(), image),
        layer_example(GELU<D>({.tanh = true}), {4}),
        layer_example(GRU<D>(3, {.layers = 2, .reset_after = false, .update_takes_new = true}),
                      sequence),
        layer_example(
            GRUCell<D>(4, 3, {.bias = false, .reset_after = false, .update_takes_new = true}), {4}),
        layer_example(GlobalAveragePool1d<D>(), sequence),
        layer_example(GlobalAveragePool2d<D>(), image),
        layer_example(GroupNorm<D>(2, {.eps = 1e-3, .affine = false}), image),
        layer_example(Hardswish<D>(), {4}),
        layer_example(LSTM<D>(4, 3, {.bidirectional = true, .peephole = true, .projection = 2}),
                      sequence),
        layer_example(LSTMCell<D>(4, 3, {.peephole = true}), {4}),
        layer_example(LayerNorm<D>({.eps = 1e-3, .elementwise_affine = false}), {4}),
        layer_example(LeakyReLU<D>(0.25), {4}),
        layer_example(LearnedPositions<D>(), sequence),
        layer_example(Linear<D>(4, 3,
                                {.bias = false,
                                 .activation = Activation::softmax,
                                 .weight_init = Initializer::glorot_uniform()}),
                      {4}),
        layer_example(MaxPool1d<D>(3, {.padding = Padding::same()}), sequence),
        layer_example(MaxPool2d<D>(2), image),
        layer_example(MultiheadAttention<D>(4, 2, {.dropout = 0.25, .bias = false}), sequence),
        layer_example(RNN<D>(3, rnn), sequence),
        layer_example(RNNCell<D>(4, 3, {.activation = RecurrentActivation::relu}), {4}),
        layer_example(ReLU<D>(), {4}),
        layer_example(ReLU6<D>(), {4}),
        layer_example(Linear<D>(3, {.activation = Activation::hardswish}), {4}),
        layer_example(Reshape<D>(Shape{6, 20}), image),
        layer_example(Residual<D>(Sequential<D>(Linear<D>(4), Residual<D>(Tanh<D>()))), {4}),
        layer_example(Residual<D>(Linear<D>(3), Sequential<D>(Tanh<D>(), Linear<D>(3))), {4}),
        layer_example(SELU<D>(), {4}),
        layer_example(Sequential<D>().add("a \"quoted\" name", Linear<D>(3)).add("2", ReLU<D>()),
                      {4}),
        layer_example(SiLU<D>(), {4}),
        layer_example(Sigmoid<D>(), {4}),
        layer_example(SinusoidalPositions<D>(), sequence),
        layer_example(Softmax<D>(1), sequence),
        layer_example(Softplus<D>(), {4}),
        layer_example(Tanh<D>(), {4}),
        layer_example(TransformerDecoderLayer<D>(4, 2, wide), sequence),
        layer_example(TransformerEncoder<D>(2, 2, wide), sequence),
        layer_example(TransformerEncoderLayer<D>(4, 2, wide), sequence),
        layer_example(UpsampleNearest2d<D>({2, 3}), image),
        layer_example(ZeroPad2d<D>({1, 0, 2, 1}), image),
        layer_example(Mish<D>(), {4}),
    };
}
