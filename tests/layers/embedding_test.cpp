#include "nnlite/layers/embedding.hpp"

#include "layers/compare.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/optimizers/adam.hpp"
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

TEST_CASE("Embedding: padding_idx is PyTorch's: zeros that stay, whatever is learned") {
    TorchGenerator generator(42);
    Embedding layer(5, 3, {.padding_idx = 2});
    layer.build({3}, generator);
    namespace expected = reference::layers;
    REQUIRE(max_difference(layer.weight.value(), expected::embedding_padding_start) == 0);
    const auto y = layer(make_tensor<std::int32_t>({2, 3}, {2, 0, 2, 4, 2, 0}));
    REQUIRE(y.value()(1, 1, 2) == 0);
    y.backward_from(irregular_values<float>(y.shape()));
    REQUIRE(max_difference(layer.weight.gradient(), expected::embedding_padding_gradient) < 1e-6);
    Adam<float>({layer.weight}, {.learning_rate = 0.1, .weight_decay = 0.01}).step();
    REQUIRE(max_difference(layer.weight.value(), expected::embedding_padding_stepped) < 1e-6);
    REQUIRE((layer.weight.value()(2, 1) == 0 && layer.weight.gradient()(2, 1) == 0));
    // Of another layer's weights the padding is not zeros and still learns nothing.
    layer.weight.mutable_value().fill(1);
    layer.weight.zero_gradient();
    sum(layer(make_tensor<float>({1, 2}, {2, 1}))).backward();
    REQUIRE(max_difference<float>(layer.weight.gradient(),
                                  {0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}) == 0);
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
    const std::string start = "Embedding: expected integers from 0 to 9, got ";
    REQUIRE_ERROR(with(2.5F), ValueError, start + "2.5 at position 1");
    REQUIRE_ERROR(with(-1), ValueError, start + "-1 at position 1");
    REQUIRE_ERROR(with(10), ValueError, start + "10 at position 1");
    REQUIRE_ERROR(with(1e20F), ValueError, start + "1e+20 at position 1");
    REQUIRE_ERROR(with(std::nanf("")), ValueError, start + "nan at position 1");
    REQUIRE_ERROR(layer(make_tensor<std::int32_t>({1}, {10})), ValueError,
                  "gather: expected indices from 0 to 10 - 1, got 10 at position 0");
    REQUIRE_ERROR(Embedding(0, 2), ValueError,
                  "Embedding: expected count and width of at least 1, got 0 and 2");
    REQUIRE_ERROR(Embedding(10, 2, {.padding_idx = 10}), ValueError,
                  "Embedding: expected padding_idx in [0, 9], got 10");
    REQUIRE_ERROR(Embedding(10, 2, {.padding_idx = std::size_t(-1)}), ValueError,
                  "Embedding: expected padding_idx in [0, 9], got -1");
    REQUIRE(layer(empty_tensor<float>({0, 2})).shape() == Shape{0, 2, 2});
}
