#include "nnlite/layers/pool1d.hpp"

#include "support/check_layer.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("pooling layers of sequences: what every layer promises") {
    check_layer([] { return MaxPool1d<double>(2); },
                {.input = {5, 3},
                 .output = {2, 3},
                 .wrong = {1, 3},
                 .error = "MaxPool1d: expected at least 2 time steps, padding included, got 1",
                 .large_batch = 100});
    check_layer(
        [] {
            return AvgPool1d<double>(3, {.stride = 1, .padding = {2, 0}});
        },
        {.input = {5, 3},
         .output = {5, 3},
         .wrong = {1, 5, 3},
         .error = "AvgPool1d: expected input [batch, time, channels], got [batch, 1, 5, 3]",
         .large_batch = 100});
    check_layer(
        [] { return GlobalAveragePool1d<double>(); },
        {.input = {5, 3},
         .output = {3},
         .wrong = {5},
         .error = "GlobalAveragePool1d: expected input [batch, time, channels], got [batch, 5]",
         .large_batch = 100});
}

TEST_CASE("pooling layers of sequences: errors of options") {
    CounterGenerator generator;
    REQUIRE_ERROR(MaxPool1d(0).build({5, 3}, generator), ValueError,
                  "MaxPool1d: expected size >= 1, got 0");
    REQUIRE_ERROR(AvgPool1d(2, {.stride = 0}).build({5, 3}, generator), ValueError,
                  "AvgPool1d: expected stride >= 1, got 0");
}

TEST_CASE("pooling layers of sequences: known values") {
    const Variable<double> x(make_tensor<double>({1, 5, 1}, {1, 5, 2, 4, 3}));
    REQUIRE((MaxPool1d<double>(2)(x).value() == make_tensor<double>({1, 2, 1}, {5, 4})));
    REQUIRE((MaxPool1d<double>(3, {.stride = 1})(x).value() ==
             make_tensor<double>({1, 3, 1}, {5, 5, 4})));
    REQUIRE((AvgPool1d<double>(2)(x).value() == make_tensor<double>({1, 2, 1}, {3, 3})));
    REQUIRE((AvgPool1d<double>(5)(x).value() == make_tensor<double>({1, 1, 1}, {3})));
    REQUIRE((GlobalAveragePool1d<double>()(x).value() == make_tensor<double>({1, 1}, {3})));
}
