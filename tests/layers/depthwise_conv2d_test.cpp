#include "nnlite/layers/depthwise_conv2d.hpp"

#include "layers/compare.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/layers/state_dict.hpp"
#include "nnlite/random/torch.hpp"
#include "reference/conv2d.hpp"
#include "support/catch.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;

TEST_CASE("DepthwiseConv2d: starts and computes as PyTorch's Conv2d with a group per channel") {
    TorchGenerator generator(0);
    DepthwiseConv2d layer({2, 3}, {.multiplier = 2, .stride = {1, 2}});
    Sequential<> net(layer);
    REQUIRE(net.build({3, 5, 3}, generator) == Shape{2, 2, 6});
    const Tensor<> y = net(irregular_values<float>({2, 3, 5, 3})).value();
    REQUIRE(max_difference(y, reference::depthwise_y) < 1e-6);
    const auto state = state_dict(net, WeightLayout::torch);
    REQUIRE(state.at("0.weight").shape() == Shape{6, 1, 2, 3});
    REQUIRE(max_difference(state.at("0.weight"), reference::depthwise_weight) == 0);
    REQUIRE(max_difference(state.at("0.bias"), reference::depthwise_bias) == 0);
}

TEST_CASE("DepthwiseConv2d: what every layer promises") {
    check_layer([] { return DepthwiseConv2d<double>(3, {.activation = Activation::tanh}); },
                {.input = {6, 5, 2},
                 .output = {4, 3, 2},
                 .parameters = {"weight", "bias"},
                 .wrong = {6, 5},
                 .error = "DepthwiseConv2d: expected input [batch, height, width, channels], got "
                          "[batch, 6, 5]",
                 .large_batch = 100});
    check_layer(
        [] {
            return DepthwiseConv2d<double>(
                {3, 2}, {.multiplier = 2, .stride = 2, .padding = Padding::same(), .bias = false});
        },
        {.input = {5, 5, 2}, .output = {3, 3, 4}, .parameters = {"weight"}, .large_batch = 100});
}

TEST_CASE("DepthwiseConv2d: is a Conv2d of as many groups as channels") {
    for (const auto activation : {Activation::none, Activation::relu, Activation::hardswish}) {
        for (const std::size_t multiplier : {1, 3}) {
            CounterGenerator first(5), second(5);
            DepthwiseConv2d<double> layer(
                3, {.multiplier = multiplier, .padding = 1, .activation = activation});
            Conv2d<double> grouped(4 * multiplier, 3,
                                   {.padding = 1, .groups = 4, .activation = activation});
            REQUIRE(layer.build({6, 7, 4}, first) == grouped.build({6, 7, 4}, second));
            REQUIRE((layer.weight.value() == grouped.weight.value()));
            const Variable<double> x(irregular_values({2, 6, 7, 4}));
            REQUIRE((layer(x).value() == grouped(x).value()));
        }
    }
}

TEST_CASE("DepthwiseConv2d: Keras has its kernels as height, width, in, multiplier") {
    CounterGenerator generator;
    DepthwiseConv2d<> layer(3, {.multiplier = 2});
    Sequential<> net(layer), other(DepthwiseConv2d<>(3, {.multiplier = 2}));
    net.build({5, 5, 4}, generator);
    other.build({5, 5, 4}, generator);
    const auto state = state_dict(net, WeightLayout::keras);
    const Tensor<>& kernel = state.at("0.kernel");
    REQUIRE(kernel.shape() == Shape{3, 3, 4, 2});
    REQUIRE(kernel(1, 2, 3, 0) == parameter(net, "0.weight").value()(1, 2, 0, 6));
    load_state_dict(other, state, WeightLayout::keras);
    REQUIRE((parameter(other, "0.weight").value() == parameter(net, "0.weight").value()));
}

TEST_CASE("DepthwiseConv2d: built again for other channels") {
    CounterGenerator generator;
    DepthwiseConv2d<> layer(3);
    REQUIRE(layer.build({5, 5, 4}, generator) == Shape{3, 3, 4});
    REQUIRE(layer.build({5, 5, 1}, generator) == Shape{3, 3, 1});
    REQUIRE(layer(irregular_values<float>({2, 5, 5, 1})).shape() == Shape{2, 3, 3, 1});
}

TEST_CASE("DepthwiseConv2d: errors") {
    CounterGenerator generator;
    REQUIRE_ERROR(DepthwiseConv2d(3, {.multiplier = 0}), ValueError,
                  "DepthwiseConv2d: expected multiplier in [1, 65536], got 0");
    REQUIRE_ERROR(DepthwiseConv2d(3, {.multiplier = std::size_t(-1)}), ValueError,
                  "DepthwiseConv2d: expected multiplier in [1, 65536], got -1");
    REQUIRE_ERROR(DepthwiseConv2d(3, {.stride = 0}).build({5, 5, 4}, generator), ValueError,
                  "DepthwiseConv2d: expected stride >= 1, got 0 x 0");
    REQUIRE_ERROR(DepthwiseConv2d(6).build({5, 5, 4}, generator), ShapeError,
                  "DepthwiseConv2d: expected an image of at least 6 x 6 pixels, padding included, "
                  "got 5 x 5");
    DepthwiseConv2d<> layer(3);
    layer.build({5, 5, 4}, generator);
    REQUIRE_ERROR(layer(empty_tensor<float>({1, 5, 5, 8})), ShapeError,
                  "DepthwiseConv2d: expected input [batch, height, width, 4], got [1, 5, 5, 8]");
}
