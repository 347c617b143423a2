#include "nnlite/layers/linear.hpp"

#include "layers/compare.hpp"
#include "nnlite/autograd/gradcheck.hpp"
#include "nnlite/random/torch.hpp"
#include "reference/layers.hpp"
#include "support/check_layer.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;
namespace expected = reference::layers;

TEST_CASE("Linear starts with torch.nn.Linear's numbers, transposed") {
    const auto require_start = [](std::uint64_t seed, const auto& weight_0, const auto& bias_0,
                                  const auto& weight_1, const auto& bias_1) {
        TorchGenerator generator(seed);
        Linear first(3), second(2);
        second.build(first.build({5}, generator), generator);
        REQUIRE(max_difference(first.weight.value(), weight_0) == 0);
        REQUIRE(max_difference(first.bias.value(), bias_0) == 0);
        REQUIRE(max_difference(second.weight.value(), weight_1) == 0);
        REQUIRE(max_difference(second.bias.value(), bias_1) == 0);
    };
    require_start(0, expected::start_0_weight_0, expected::start_0_bias_0,
                  expected::start_0_weight_1, expected::start_0_bias_1);
    require_start(42, expected::start_42_weight_0, expected::start_42_bias_0,
                  expected::start_42_weight_1, expected::start_42_bias_1);
}

TEST_CASE("linear is PyTorch's, forward and backward, on the last of three axes") {
    const Variable<double> x(irregular_values({2, 3, 4}), true);
    const Variable<double> weight(irregular_values({4, 5}), true),
        bias(irregular_values({5}), true);
    const auto y = linear(x, weight, bias);
    REQUIRE(y.shape() == Shape{2, 3, 5});
    REQUIRE(max_difference(y.value(), expected::linear_y) < 1e-14);
    y.backward_from(irregular_values({2, 3, 5}));
    REQUIRE(max_difference(x.gradient(), expected::linear_dx) < 1e-14);
    REQUIRE(max_difference(weight.gradient(), expected::linear_dweight) < 1e-14);
    REQUIRE(max_difference(bias.gradient(), expected::linear_dbias) < 1e-14);
}

TEST_CASE("linear with ReLU in the same pass is max(x W + b, 0), and NaN stays NaN") {
    const Variable<float> x(make_tensor<float>({3, 1}, {1, -1, std::nanf("")}), true);
    const Variable<float> weight(make_tensor<float>({1, 2}, {2, -3}), true);
    const Variable<float> bias(make_tensor<float>({2}, {0.5F, 0.5F}), true);
    const auto y = linear(x, weight, bias, true);
    REQUIRE(y.value()(0, 0) == 2.5F);
    REQUIRE(y.value()(0, 1) == 0);
    REQUIRE(y.value()(1, 0) == 0);
    REQUIRE(y.value()(1, 1) == 3.5F);
    REQUIRE(std::isnan(y.value()(2, 0)));
    y.backward_from(make_tensor<float>({3, 2}, {1, 10, 100, 1000, 0, 0}));
    REQUIRE(max_difference<float>(bias.gradient(), {1, 1000}) == 0);
    REQUIRE(x.gradient()(0, 0) == 2);
    REQUIRE(x.gradient()(1, 0) == -3000);
}

TEST_CASE("Linear keeps the laws of a layer") {
    const std::vector<std::string> names{"weight", "bias"};
    const std::string refusal = "Linear: expected input [..., 4], got [batch, 4, 3]";
    check_layer([] { return Linear<double>(4, 5); },
                {.input = {4},
                 .output = {5},
                 .parameters = names,
                 .wrong = {4, 3},
                 .error = refusal + "; put Flatten before Linear"});
    check_layer([] { return Linear<double>(5); },
                {.input = {2, 3, 4},
                 .output = {2, 3, 5},
                 .parameters = names,
                 .wrong = {},
                 .error = "Linear: expected input [..., features], got [batch]"});
    check_layer([] { return Linear<double>(7, {.bias = false}); },
                {.input = {4}, .output = {7}, .parameters = {"weight"}});
    check_layer([] { return Linear<double>(7, {.activation = Activation::relu}); },
                {.input = {4}, .output = {7}, .parameters = names});
    check_layer([] { return Linear<double>(7, {.activation = Activation::tanh}); },
                {.input = {4}, .output = {7}, .parameters = names});
}

TEST_CASE("Linear: the same input twice, frozen parameters and other initializations") {
    CounterGenerator generator(2);
    Linear<double> layer(
        3, {.weight_init = Initializer::glorot_uniform(), .bias_init = Initializer::zeros()});
    layer.build({3}, generator);
    REQUIRE(max_difference<double>(layer.bias.value(), {0, 0, 0}) == 0);
    auto inputs = parameters(layer);
    inputs.push_back(irregular_values({2, 3}));
    const auto check =
        check_gradient([&](const auto& all) { return layer(layer(all[2])); }, inputs);
    INFO(check.text());
    REQUIRE(check.relative_error < 1e-6);

    set_trainable(layer, false);
    REQUIRE(!layer.weight.requires_gradient());
    zero_gradients(layer);
    const Variable<double> x(irregular_values({2, 3}), true);
    layer(x).backward_from(full_tensor<double>({2, 3}, 1));
    REQUIRE(!layer.weight.has_gradient());
    REQUIRE(x.has_gradient());
}

TEST_CASE("linear and parameter() refuse what does not fit") {
    const Variable<float> x(full_tensor<float>({2, 3}, 1)), w(full_tensor<float>({4, 5}, 1));
    const Variable<float> v(full_tensor<float>({3, 5}, 1)), b(full_tensor<float>({4}, 1));
    REQUIRE_ERROR(linear(x, w), ShapeError, "linear: expected input [..., 4], got [2, 3]");
    REQUIRE_ERROR(linear(x, b), ShapeError, "linear: expected weights [in, out], got [4]");
    REQUIRE_ERROR(linear(x, v, b), ShapeError, "linear: expected bias [5], got [4]");
    Linear layer(5);
    CounterGenerator generator;
    layer.build({3}, generator);
    REQUIRE(parameter(layer, "bias").node() == layer.bias.node());
    REQUIRE_ERROR(parameter(layer, "kernel"), ValueError,
                  "parameter: expected one of weight, bias; got kernel");
}

TEST_CASE("Linear takes an empty batch") {
    Linear layer(5, {.activation = Activation::relu});
    CounterGenerator generator;
    layer.build({3}, generator);
    const Variable<float> none(empty_tensor<float>({0, 3}), true);
    const auto y = layer(none);
    REQUIRE(y.shape() == Shape{0, 5});
    y.backward_from(empty_tensor<float>({0, 5}));
    REQUIRE(none.gradient().shape() == Shape{0, 3});
    REQUIRE(layer.weight.gradient() == full_tensor<float>({3, 5}, 0));
    REQUIRE(layer.bias.gradient() == full_tensor<float>({5}, 0));
}
