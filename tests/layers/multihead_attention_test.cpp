#include "nnlite/layers/multihead_attention.hpp"

#include "layers/transformer_reference.hpp"
#include "nnlite/ops/padding_mask.hpp"
#include "nnlite/random/counter.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;
namespace transformer = reference::transformer;

namespace {

template <class T>
MultiheadAttention<T> attention(std::size_t heads, bool bias = true) {
    CounterGenerator generator(1);
    return built(MultiheadAttention<T>(heads, {.bias = bias}), {5, 8}, generator);
}

template <class T>
void require_tensor(const Tensor<T>& got, const Shape& shape, const std::vector<double>& wanted) {
    REQUIRE(got.shape() == shape);
    require_numbers(std::vector<T>(got.begin(), got.end()), wanted);
}

}  // namespace

TEMPLATE_TEST_CASE("MultiheadAttention: PyTorch's results, weights and gradients", "", float,
                   double) {
    using T = TestType;
    require_step(
        attention<T>(2), {{2, 5, 8}},
        [](auto& layer, auto& x) {
            const auto result =
                layer.attend(x[0], x[0], x[0], {.weights = AttentionWeights::per_head});
            require_tensor(result.weights, {2, 2, 5, 5}, transformer::attention_self_weights);
            return result.output;
        },
        transformer::attention_self_y, transformer::attention_self_dx,
        transformer::attention_self_dparameters);
    require_step(
        attention<T>(4, false), {{2, 5, 8}},
        [](auto& layer, auto& x) {
            const auto result =
                layer.attend(x[0], x[0], x[0], {.weights = AttentionWeights::averaged});
            require_tensor(result.weights, {2, 5, 5}, transformer::attention_averaged_weights);
            return result.output;
        },
        transformer::attention_averaged_y, transformer::attention_averaged_dx,
        transformer::attention_averaged_dparameters);
    require_step(
        attention<T>(2), {{2, 5, 8}},
        [](auto& layer, auto& x) {
            return layer.attend(x[0], x[0], x[0], {.causal = true}).output;
        },
        transformer::attention_causal_y, transformer::attention_causal_dx,
        transformer::attention_causal_dparameters);
    require_step(
        attention<T>(2), {{2, 5, 8}},
        [](auto& layer, auto& x) {
            const auto result = layer.attend(x[0], x[0], x[0],
                                             {.key_padding_mask = padding_mask(Shape{3, 5}, 5),
                                              .mask = irregular<T>({5, 5}, 7),
                                              .weights = AttentionWeights::per_head});
            require_tensor(result.weights, {2, 2, 5, 5}, transformer::attention_padded_weights);
            return result.output;
        },
        transformer::attention_padded_y, transformer::attention_padded_dx,
        transformer::attention_padded_dparameters);
    require_step(
        attention<T>(1), {{2, 3, 8}, {2, 5, 8}, {2, 5, 8}},
        [](auto& layer, auto& x) { return layer.attend(x[0], x[1], x[2]).output; },
        transformer::attention_cross_y, transformer::attention_cross_dx,
        transformer::attention_cross_dparameters);
}

TEST_CASE("MultiheadAttention: what every layer promises") {
    check_layer(
        [] { return MultiheadAttention<double>(2); },
        {.input = {5, 6},
         .output = {5, 6},
         .parameters = {"in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"},
         .wrong = {6},
         .error = "MultiheadAttention: expected input [batch, time, channels], got "
                  "[batch, 6]",
         .large_batch = 50});
    check_layer([] { return MultiheadAttention<double>(6, 3, {.dropout = 0.3, .bias = false}); },
                {.input = {5, 6},
                 .output = {5, 6},
                 .parameters = {"in_proj_weight", "out_proj.weight"},
                 .same_in_evaluation = false,
                 .wrong = {5, 8},
                 .error = "MultiheadAttention: expected input [batch, time, 6], got [batch, 5, 8]",
                 .large_batch = 50});
}

TEST_CASE("MultiheadAttention: evaluation drops nothing, masks may be of truth values") {
    CounterGenerator generator(1);
    auto layer = built(MultiheadAttention<double>(2, {.dropout = 0.5}), {5, 8}, generator);
    fill_parameters<double>(layer);
    set_training(layer, false);
    const Variable<double> x(irregular<double>({2, 5, 8}));
    const auto plain = layer.attend(x, x, x);
    require_tensor(plain.output.value(), {2, 5, 8}, transformer::attention_self_y);
    Tensor<bool> later = full_tensor<bool>({5, 5}, false);
    for (std::size_t i = 0; i < 5; ++i) {
        for (std::size_t j = i + 1; j < 5; ++j) { later(i, j) = true; }
    }
    REQUIRE((layer.attend(x, x, x, {.mask = later}).output.value() ==
             layer.attend(x, x, x, {.causal = true}).output.value()));
}

TEST_CASE("MultiheadAttention: padding masks of every array of truth values, and of no other") {
    using Options = nnlite::detail::AttendOptions<float>;
    using Mask = decltype(Options::key_padding_mask);
    const Tensor<bool> mask = padding_mask(Shape{1, 2}, 3);
    const auto taken = [](const Options& options) { return *options.key_padding_mask; };
    REQUIRE((taken({.key_padding_mask = xt::xarray<bool>(mask)}) == mask));
    REQUIRE((taken({.key_padding_mask = xt::view(mask, xt::all())}) == mask));
    REQUIRE((taken({.key_padding_mask = xt::equal(mask, false)}) == !mask));
    REQUIRE_FALSE(Options{.key_padding_mask = std::nullopt}.key_padding_mask.has_value());
    STATIC_REQUIRE(std::is_convertible_v<xt::xtensor<bool, 2>, Mask>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<Tensor<float>, Mask>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<xt::xarray<int>, Mask>);
}

TEST_CASE("MultiheadAttention: a target whose sources are all ignored gets out_proj's bias") {
    auto layer = attention<double>(2);
    fill_parameters<double>(layer);
    const Variable<double> x(irregular<double>({2, 5, 8}));
    const auto y = layer.attend(x, x, x, {.key_padding_mask = padding_mask(Shape{0, 5}, 5)}).output;
    for (std::size_t i = 0; i < 40; ++i) {
        REQUIRE(y.value().data()[i] == layer.out_proj.bias.value().data()[i % 8]);
    }
}

TEST_CASE("MultiheadAttention: errors") {
    CounterGenerator generator(1);
    MultiheadAttention<double> three(3);
    REQUIRE_ERROR(three.build({5, 8}, generator), ValueError,
                  "MultiheadAttention: expected heads that divide the width 8, got 3");
    MultiheadAttention<double> none(0);
    REQUIRE_ERROR(none.build({5, 8}, generator), ValueError,
                  "MultiheadAttention: expected heads that divide the width 8, got 0");
    auto layer = attention<double>(2);
    const Variable<double> x(irregular<double>({2, 5, 8}));
    REQUIRE_ERROR(layer.forward(irregular<double>({2, 5, 6})), ShapeError,
                  "MultiheadAttention: expected query [batch, targets, 8], key and value [batch, "
                  "sources, 8], got [2, 5, 6], [2, 5, 6], [2, 5, 6]");
    REQUIRE_ERROR(layer.attend(x, x, irregular<double>({2, 4, 8})), ShapeError,
                  "MultiheadAttention: expected query [batch, targets, 8], key and value [batch, "
                  "sources, 8], got [2, 5, 8], [2, 5, 8], [2, 4, 8]");
    REQUIRE_ERROR(layer.attend(x, x, x, {.key_padding_mask = padding_mask(Shape{1, 2}, 4)}),
                  ShapeError, "MultiheadAttention: expected key_padding_mask [2, 5], got [2, 4]");
    REQUIRE_ERROR(layer.attend(x, x, x, {.mask = irregular<double>({5, 4})}), ShapeError,
                  "MultiheadAttention: expected a mask that broadcasts to [batch, heads, targets, "
                  "sources] = [2, 2, 5, 5], got [5, 4]");
    REQUIRE_ERROR(
        layer.attend(
            x, x, x,
            {.key_padding_mask = padding_mask(Shape{1, 2}, 5), .mask = irregular<double>({5, 4})}),
        ShapeError, "MultiheadAttention: shapes [5, 4] and [2, 1, 1, 5] do not broadcast");
}

TEST_CASE("MultiheadAttention: one token, one head, batch of one") {
    CounterGenerator generator(1);
    auto layer = built(MultiheadAttention<float>(1), {1, 8}, generator);
    const auto result =
        layer.attend(irregular<float>({1, 1, 8}), irregular<float>({1, 1, 8}),
                     irregular<float>({1, 1, 8}), {.weights = AttentionWeights::averaged});
    REQUIRE(result.weights.shape() == Shape{1, 1, 1});
    REQUIRE(result.weights(0, 0, 0) == 1);
    REQUIRE(layer(irregular<float>({0, 7, 8})).shape() == Shape{0, 7, 8});
}
