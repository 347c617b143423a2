#include "nnlite/layers/pool2d.hpp"

#include "support/catch.hpp"
#include "support/check_layer.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("pooling layers: what every layer promises") {
    check_layer(
        [] { return MaxPool2d<double>(2); },
        {.input = {5, 5, 3},
         .output = {2, 2, 3},
         .wrong = {1, 5, 3},
         .error = "MaxPool2d: expected an image of at least 2 x 2 pixels, padding included, got "
                  "1 x 5",
         .large_batch = 100});
    check_layer(
        [] {
            return AvgPool2d<double>({2, 3}, {.stride = 1});
        },
        {.input = {5, 5, 3}, .output = {4, 3, 3}, .large_batch = 100});
    check_layer(
        [] { return GlobalAveragePool2d<double>(); },
        {.input = {5, 4, 3},
         .output = {3},
         .wrong = {5},
         .error = "GlobalAveragePool2d: expected input [batch, height, width, channels], got "
                  "[batch, 5]",
         .large_batch = 100});
}

TEST_CASE("pooling layers: known values") {
    const Variable<double> x(
        make_tensor<double>({1, 4, 4, 1}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}));
    REQUIRE((MaxPool2d<double>(2)(x).value() == make_tensor<double>({1, 2, 2, 1}, {6, 8, 14, 16})));
    REQUIRE((AvgPool2d<double>(2)(x).value() ==
             make_tensor<double>({1, 2, 2, 1}, {3.5, 5.5, 11.5, 13.5})));
    REQUIRE((AvgPool2d<double>({2, 4}, {.stride = Size2d(1, 4)})(x).value() ==
             make_tensor<double>({1, 3, 1, 1}, {4.5, 8.5, 12.5})));
    REQUIRE((GlobalAveragePool2d<double>()(x).value() == make_tensor<double>({1, 1}, {8.5})));
}
