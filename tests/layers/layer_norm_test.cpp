#include "nnlite/layers/layer_norm.hpp"

#include "layers/compare.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/batch_norm.hpp"
#include "reference/layers.hpp"
#include "support/check_layer.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;
namespace expected = reference::layers;

TEST_CASE("layer_norm is PyTorch's") {
    const Variable<double> x(3 * irregular_values({2, 7}) + 5, true);
    const Variable<double> weight(irregular_values({7}) + 2, true),
        bias(irregular_values({7}), true);
    const auto y = layer_norm(x, weight, bias);
    REQUIRE(max_difference(y.value(), expected::layer_norm_y) < 1e-14);
    y.backward_from(irregular_values({2, 7}));
    REQUIRE(max_difference(x.gradient(), expected::layer_norm_dx) < 1e-14);
    REQUIRE(max_difference(weight.gradient(), expected::layer_norm_dweight) < 1e-14);
    REQUIRE(max_difference(bias.gradient(), expected::layer_norm_dbias) < 1e-14);
}

TEST_CASE("LayerNorm keeps the laws of a layer") {
    check_layer([] { return LayerNorm<double>(); },
                {.input = {2, 19},
                 .output = {2, 19},
                 .parameters = {"weight", "bias"},
                 .error = "LayerNorm: expected samples [..., features], got []"});
    check_layer([] { return LayerNorm<double>({.elementwise_affine = false}); },
                {.input = {5}, .output = {5}});
}

TEST_CASE("layer_norm of float numbers far from 0 keeps its precision") {
    const Variable<float> x(make_tensor<float>({1, 4}, {4096, 4097, 4098, 4099}));
    const auto y = layer_norm(x, 0.0);
    const float unit = 1 / std::sqrt(1.25F);
    REQUIRE(max_difference<float>(y.value(),
                                  {-1.5F * unit, -0.5F * unit, 0.5F * unit, 1.5F * unit}) < 1e-6);
}

TEST_CASE("layer_norm of rows without spread, of one feature and of no rows") {
    REQUIRE(
        max_difference<double>(layer_norm(Variable<double>(full_tensor<double>({2, 3}, 7))).value(),
                               {0, 0, 0, 0, 0, 0}) == 0);
    const Variable<double> one(make_tensor<double>({2, 1}, {-3, 8}), true);
    const auto y = layer_norm(one, full_tensor<double>({1}, 2), full_tensor<double>({1}, -4));
    y.backward_from(full_tensor<double>({2, 1}, 1));
    REQUIRE(max_difference<double>(y.value(), {-4, -4}) == 0);
    REQUIRE(max_difference<double>(one.gradient(), {0, 0}) == 0);
    const Variable<float> none(empty_tensor<float>({0, 3}), true);
    const auto z = layer_norm(none, full_tensor<float>({3}, 1), full_tensor<float>({3}, 0));
    z.backward_from(empty_tensor<float>({0, 3}));
    REQUIRE(none.gradient().size() == 0);
}

TEST_CASE("residual_layer_norm: equals its plain operations, the dropped numbers included") {
    for (const std::size_t width : {1, 5, 32, 67}) {
        for (const double rate : {0.0, 0.4}) {
            const auto step = [&](bool fused) {
                std::vector<Variable<double>> in;
                in.emplace_back(irregular_values({41, 3, width}), true);
                in.emplace_back(Tensor<double>(irregular_values({41, 3, width}) + 0.3), true);
                in.emplace_back(Tensor<double>(irregular_values({width}) + 2), true);
                in.emplace_back(irregular_values({width}), true);
                const auto y =
                    fused ? nnlite::detail::residual_layer_norm(in[0], in[1], in[2], in[3],
                                                                {1e-3, rate, 7, 64})
                          : layer_norm(in[0] + dropout(in[1], rate, 7, 64), in[2], in[3], 1e-3);
                y.backward_from(irregular_values({41, 3, width}));
                std::vector<Tensor<double>> result{y.value()};
                for (const auto& input : in) { result.push_back(input.gradient()); }
                return result;
            };
            REQUIRE((step(true) == step(false)));
        }
    }
}

TEST_CASE("residual_layer_norm refuses what does not fit") {
    const Variable<float> x(full_tensor<float>({2, 3}, 1)), three(full_tensor<float>({3}, 1));
    REQUIRE_ERROR(nnlite::detail::residual_layer_norm(x, three, three, three), ShapeError,
                  "residual_layer_norm: expected to add [2, 3], got [3]");
    REQUIRE_ERROR(nnlite::detail::residual_layer_norm(x, x, three, three, {.dropout = 1}),
                  ValueError, "residual_layer_norm: expected a rate in [0, 1), got 1");
    REQUIRE_ERROR(nnlite::detail::residual_layer_norm(x, x, x, three), ShapeError,
                  "layer_norm: expected weight and bias [3], got [2, 3]");
}

TEST_CASE("layer_norm refuses what does not fit") {
    const Variable<float> x(full_tensor<float>({2, 3}, 1));
    const Variable<float> two(full_tensor<float>({2}, 1)), three(full_tensor<float>({3}, 1));
    REQUIRE_ERROR(layer_norm(x, two, three), ShapeError,
                  "layer_norm: expected weight and bias [3], got [2]");
    REQUIRE_ERROR(layer_norm(x, three, two), ShapeError,
                  "layer_norm: expected weight and bias [3], got [2]");
    REQUIRE_ERROR(layer_norm(Variable<float>(1.0F)), ShapeError,
                  "layer_norm: expected input [..., features], got []");
}

TEST_CASE("layer_norm, batch_norm: without epsilon, numbers without spread give the bias") {
    const auto require_bias = [](auto norm) {
        const Variable<double> x(Tensor<double>{{2, 2}, {2, 2}}, true);
        const auto y = norm(x);
        REQUIRE((y.value() == Tensor<double>{{7, 7}, {7, 7}}));
        y.backward_from(Tensor<double>{{1, 2}, {3, 4}});
        REQUIRE((x.gradient() == Tensor<double>{{0, 0}, {0, 0}}));
    };
    const Variable<double> weight(Tensor<double>{3, 3}), bias(Tensor<double>{7, 7});
    require_bias([&](const auto& x) { return layer_norm(x, weight, bias, 0.0); });
    require_bias([&](const auto& x) {
        return batch_norm(x, weight, bias, nnlite::detail::channel_statistics(x.value()),
                          {.eps = 0, .of_this_batch = true});
    });
}
