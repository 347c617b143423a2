#include "nnlite/layers/learned_positions.hpp"

#include "support/check_layer.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("LearnedPositions: start at 0, shorter sequences take the first") {
    CounterGenerator generator(1);
    LearnedPositions<double> layer;
    layer.build({3, 2}, generator);
    const Variable<double> x(make_tensor<double>({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}));
    REQUIRE((layer(x).value() == x.value()));
    layer.positions.mutable_value() = make_tensor<double>({1, 3, 2}, {10, 20, 30, 40, 50, 60});
    const auto y = layer(x);
    REQUIRE((y.value() == make_tensor<double>({2, 2, 2}, {11, 22, 33, 44, 15, 26, 37, 48})));
    y.backward_from(x.value());
    REQUIRE((layer.positions.gradient() == make_tensor<double>({1, 3, 2}, {6, 8, 10, 12, 0, 0})));
}

TEST_CASE("LearnedPositions: what every layer promises") {
    check_layer([] { return LearnedPositions<double>(); },
                {.input = {5, 3},
                 .output = {5, 3},
                 .parameters = {"positions"},
                 .wrong = {3},
                 .error = "LearnedPositions: expected input [batch, time, channels], got "
                          "[batch, 3]"});
}

TEST_CASE("LearnedPositions: longer or wider sequences are refused") {
    CounterGenerator generator(1);
    LearnedPositions layer;
    layer.build({3, 2}, generator);
    REQUIRE_ERROR(layer(full_tensor<float>({1, 4, 2}, 0)), ShapeError,
                  "LearnedPositions: expected input [batch, up to 3, 2], got [1, 4, 2]");
    REQUIRE_ERROR(layer(full_tensor<float>({1, 3, 1}, 0)), ShapeError,
                  "LearnedPositions: expected input [batch, up to 3, 2], got [1, 3, 1]");
}
