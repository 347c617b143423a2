#include "nnlite/layers/embedding.hpp"

#include "layers/compare.hpp"
#include "nnlite/random/torch.hpp"
#include "reference/layers.hpp"
#include "support/check_layer.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("Embedding starts with torch.nn.Embedding's numbers and gives the rows asked for") {
    TorchGenerator generator(42);
    Embedding layer(4, 3);
    REQUIRE(layer.build({2}, generator) == Shape{2, 3});
    REQUIRE(max_difference(layer.weight.value(), reference::layers::start_embedding) == 0);
    const auto y = layer(make_tensor<std::int32_t>({2, 2}, {3, 0, 3, 1}));
    REQUIRE(y.shape() == Shape{2, 2, 3});
    REQUIRE(y.value()(0, 0, 2) == layer.weight.value()(3, 2));
    REQUIRE(layer(make_tensor<float>({2, 2}, {3, 0, 3, 1})).value() == y.value());
    y.backward_from(full_tensor<float>({2, 2, 3}, 1));
    REQUIRE(max_difference<float>(layer.weight.gradient(), {1, 1, 1, 1, 1, 1, 0, 0, 0, 2, 2, 2}) ==
            0);
}

TEST_CASE("Embedding keeps the laws of a layer") {
    check_layer([] { return Embedding<double>(11, 3); },
                {.input = {4}, .output = {4, 3}, .parameters = {"weight"}, .indices = 11});
    check_layer([] { return Embedding<double>(2, 1); },
                {.input = {}, .output = {1}, .parameters = {"weight"}, .indices = 2});
}

TEST_CASE("Embedding refuses what is no index") {
    Embedding layer(10, 2);
    CounterGenerator generator;
    layer.build({2}, generator);
    const auto with = [&](float value) { return layer(make_tensor<float>({1, 2}, {9, value})); };
    const std::string start = "Embedding: expected whole numbers from 0 to 9, got ";
    REQUIRE_ERROR(with(2.5F), ValueError, start + "2.5 at position 1");
    REQUIRE_ERROR(with(-1), ValueError, start + "-1 at position 1");
    REQUIRE_ERROR(with(10), ValueError, start + "10 at position 1");
    REQUIRE_ERROR(with(1e20F), ValueError, start + "1e+20 at position 1");
    REQUIRE_ERROR(with(std::nanf("")), ValueError, start + "nan at position 1");
    REQUIRE_ERROR(layer(make_tensor<std::int32_t>({1}, {10})), ValueError,
                  "gather: expected indices from 0 to 10 - 1, got 10 at position 0");
    REQUIRE_ERROR(Embedding(0, 2), ValueError,
                  "Embedding: expected count and width of at least 1, got 0 and 2");
    REQUIRE(layer(empty_tensor<float>({0, 2})).shape() == Shape{0, 2, 2});
}
