#include "nnlite/layers/conv2d.hpp"

#include "nnlite/layers/pool2d.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/random/torch.hpp"
#include "reference/conv2d.hpp"
#include "support/catch.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;

TEST_CASE("Conv2d: starts as PyTorch's") {
    TorchGenerator generator(0);
    Conv2d layer(3, {2, 1});
    layer.build({5, 5, 2}, generator);
    for (std::size_t i = 0; i < 12; ++i) {
        REQUIRE(layer.weight.value().data()[i] == float(reference::start_weight[i]));
    }
    for (std::size_t i = 0; i < 3; ++i) {
        REQUIRE(layer.bias.value().data()[i] == float(reference::start_bias[i]));
    }
}

TEST_CASE("Conv2d: what every layer promises") {
    const std::vector<std::string> names{"weight", "bias"};
    check_layer(
        [] { return Conv2d<double>(4, 3, {.activation = Activation::tanh}); },
        {.input = {6, 5, 2},
         .output = {4, 3, 4},
         .parameters = names,
         .wrong = {6, 5},
         .error = "Conv2d: expected input [batch, height, width, channels], got [batch, 6, 5]",
         .large_batch = 100});
    check_layer(
        [] {
            return Conv2d<double>(
                2, 4, {3, 2},
                {.stride = 2, .padding = Padding::same(), .groups = 2, .bias = false});
        },
        {.input = {5, 5, 2},
         .output = {3, 3, 4},
         .parameters = {"weight"},
         .wrong = {5, 5, 3},
         .error = "Conv2d: expected input [batch, height, width, 2], got [batch, 5, 5, 3]",
         .large_batch = 100});
}

TEST_CASE("Conv2d: the documents' parameter counts") {
    CounterGenerator generator;
    Sequential same(Conv2d(32, 3, {.padding = Padding::same()}), MaxPool2d(2),
                    Conv2d(64, 3, {.padding = Padding::same()}), MaxPool2d(2),
                    Conv2d(64, 3, {.padding = Padding::same()}));
    REQUIRE(same.build({28, 28, 1}, generator) == Shape{7, 7, 64});
    REQUIRE(parameter_count(same[0]) == 320);
    REQUIRE(parameter_count(same[2]) == 18496);
    REQUIRE(parameter_count(same[4]) == 36928);
    REQUIRE(parameter_count(same) == 55744);
}

TEST_CASE("Conv2d: errors of options") {
    CounterGenerator generator;
    Conv2d groups(4, 3, {.groups = 3});
    REQUIRE_ERROR(groups.build({5, 5, 4}, generator), ValueError,
                  "Conv2d: expected groups that divide 4 channels, got 3");
    Conv2d stride(4, 3, {.stride = 0});
    REQUIRE_ERROR(stride.build({5, 5, 4}, generator), ValueError,
                  "Conv2d: expected stride >= 1, got 0 x 0");
}
