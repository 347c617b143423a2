#include "nnlite/layers/conv_transpose2d.hpp"

#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/random/torch.hpp"
#include "reference/image_ops.hpp"
#include "support/check_layer.hpp"
#include "support/reference_tensor.hpp"

using namespace nnlite;

TEST_CASE("ConvTranspose2d: starts as PyTorch's") {
    TorchGenerator generator(0);
    ConvTranspose2d layer(6, {3, 2}, {.groups = 2});
    layer.build({5, 5, 4}, generator);
    const auto weight = reference_tensor<float>({3, 2, 3, 4}, reference::start_transposed_weight);
    REQUIRE((layer.weight.value() == weight));
    REQUIRE((layer.bias.value() == reference_tensor<float>({6}, reference::start_transposed_bias)));
}

TEST_CASE("ConvTranspose2d: what every layer promises") {
    check_layer(
        [] { return ConvTranspose2d<double>(4, 3, {.activation = Activation::tanh}); },
        {.input = {3, 2, 2},
         .output = {5, 4, 4},
         .parameters = {"weight", "bias"},
         .wrong = {6, 5},
         .error = "ConvTranspose2d: expected input [batch, height, width, channels], got [batch, "
                  "6, 5]",
         .large_batch = 100});
    check_layer(
        [] {
            return ConvTranspose2d<double>(2, 4, {3, 2},
                                           {.stride = {2, 3},
                                            .padding = {1, 1, 0, 1},
                                            .output_padding = {1, 2},
                                            .groups = 2,
                                            .bias = false});
        },
        {.input = {3, 3, 2},
         .output = {6, 9, 4},
         .parameters = {"weight"},
         .wrong = {3, 3, 3},
         .error = "ConvTranspose2d: expected input [batch, height, width, 2], got [batch, 3, 3, 3]",
         .large_batch = 100});
}

TEST_CASE("ConvTranspose2d: brings back the image size that a Conv2d had") {
    CounterGenerator generator;
    Sequential autoencoder(Conv2d(8, 3, {.stride = 2, .padding = Padding::same()}),
                           Conv2d(16, 3, {.stride = 2, .padding = Padding::same()}),
                           ConvTranspose2d(8, 3, {.stride = 2, .padding = Padding::same()}),
                           ConvTranspose2d(1, 3, {.stride = 2, .padding = Padding::same()}));
    REQUIRE(autoencoder.build({28, 28, 1}, generator) == Shape{28, 28, 1});
    REQUIRE(parameter_count(autoencoder[2]) == 3 * 3 * 8 * 16 + 8);
}

TEST_CASE("ConvTranspose2d: errors of options") {
    CounterGenerator generator;
    const auto refused = [&](ConvTranspose2dOptions options, const std::string& text) {
        ConvTranspose2d layer(6, 3, options);
        REQUIRE_ERROR(layer.build({5, 5, 4}, generator), ValueError, "ConvTranspose2d: " + text);
    };
    refused({.groups = 4}, "expected groups that divide 6 filters, got 4");
    refused({.groups = 3}, "expected groups that divide 4 channels, got 3");
    refused({.stride = 0}, "expected stride >= 1, got 0 x 0");
    refused({.stride = 2, .output_padding = 2},
            "expected output padding below the stride 2 x 2, got 2 x 2");
}
