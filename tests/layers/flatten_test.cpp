#include "nnlite/layers/flatten.hpp"

#include "layers/compare.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;

TEST_CASE("Flatten joins the axes of a sample in row-major order") {
    Flatten layer;
    CounterGenerator generator;
    REQUIRE(layer.build({2, 3}, generator) == Shape{6});
    const Tensor<float> x = irregular_values<float>({2, 2, 3});
    const Tensor<float> y = layer(x).value();
    REQUIRE(y.shape() == Shape{2, 6});
    REQUIRE(y(1, 4) == x(1, 1, 1));
}

TEST_CASE("Flatten and Reshape keep the laws of a layer") {
    check_layer([] { return Flatten<double>(); }, {.input = {2, 3}, .output = {6}});
    check_layer([] { return Flatten<double>(); }, {.input = {}, .output = {1}});
    check_layer(
        [] {
            return Reshape<double>({3, 2, 1});
        },
        {.input = {6},
         .output = {3, 2, 1},
         .wrong = {5},
         .error = "Reshape: samples [5] do not fit into [3, 2, 1]"});
}

TEST_CASE("Flatten and Reshape of an empty batch") {
    REQUIRE(Flatten()(empty_tensor<float>({0, 2, 3})).shape() == Shape{0, 6});
    REQUIRE(Reshape({3, 2})(empty_tensor<float>({0, 6})).shape() == Shape{0, 3, 2});
}
