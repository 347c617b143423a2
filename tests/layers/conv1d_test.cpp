#include "nnlite/layers/conv1d.hpp"

#include "nnlite/random/torch.hpp"
#include "reference/image_ops.hpp"
#include "support/check_layer.hpp"
#include "support/reference_tensor.hpp"

using namespace nnlite;

TEST_CASE("Conv1d: starts as PyTorch's") {
    TorchGenerator generator(0);
    Conv1d layer(6, 3, {.groups = 2});
    layer.build({8, 4}, generator);
    const auto weight = reference_tensor<float>({3, 2, 6}, reference::start_conv1d_weight);
    REQUIRE((layer.weight.value() == weight));
    REQUIRE((layer.bias.value() == reference_tensor<float>({6}, reference::start_conv1d_bias)));
}

TEST_CASE("Conv1d: what every layer promises") {
    check_layer([] { return Conv1d<double>(4, 3, {.activation = Activation::tanh}); },
                {.input = {6, 2},
                 .output = {4, 4},
                 .parameters = {"weight", "bias"},
                 .wrong = {6},
                 .error = "Conv1d: expected input [batch, time, channels], got [batch, 6]",
                 .large_batch = 100});
    check_layer(
        [] {
            return Conv1d<double>(2, 4, 3,
                                  {.padding = {4, 0}, .dilation = 2, .groups = 2, .bias = false});
        },
        {.input = {5, 2},
         .output = {5, 4},
         .parameters = {"weight"},
         .wrong = {5, 3},
         .error = "Conv1d: expected input [batch, time, 2], got [batch, 5, 3]",
         .large_batch = 100});
    check_layer([] { return Conv1d<double>(4, 3, {.stride = 2, .activation = Activation::relu}); },
                {.input = {7, 2},
                 .output = {3, 4},
                 .parameters = {"weight", "bias"},
                 .wrong = {2, 2},
                 .error = "Conv1d: expected at least 3 time steps, padding included, got 2",
                 .large_batch = 100});
}

TEST_CASE("Conv1d: errors of options") {
    CounterGenerator generator;
    Conv1d groups(4, 3, {.groups = 3});
    REQUIRE_ERROR(groups.build({5, 4}, generator), ValueError,
                  "Conv1d: expected groups that divide 4 channels, got 3");
    Conv1d stride(4, 3, {.stride = 0});
    REQUIRE_ERROR(stride.build({5, 4}, generator), ValueError,
                  "Conv1d: expected stride >= 1, got 0");
    Conv1d none(0, 3);
    REQUIRE_ERROR(none.build({5, 4}, generator), ShapeError,
                  "Conv1d: expected kernels [size, in / groups, out], got [3, 4, 0]");
}
