#include "nnlite/layers/pool2d.hpp"

#include "support/catch.hpp"
#include "support/check_layer.hpp"

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
