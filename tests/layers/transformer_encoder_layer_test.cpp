#include "nnlite/layers/transformer_encoder_layer.hpp"

#include "layers/transformer_reference.hpp"
#include "nnlite/ops/padding_mask.hpp"
#include "nnlite/random/counter.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;
namespace transformer = reference::transformer;

TEMPLATE_TEST_CASE("TransformerEncoderLayer: PyTorch's results and gradients", "", float, double) {
    using T = TestType;
    CounterGenerator generator(1);
    require_step(
        built(TransformerEncoderLayer<T>(2, {.feed_forward = 12, .dropout = 0}), {5, 8}, generator),
        {{2, 5, 8}}, [](auto& layer, auto& x) { return layer.forward(x[0]); },
        transformer::encoder_layer_y, transformer::encoder_layer_dx,
        transformer::encoder_layer_dparameters);
    TransformerEncoderLayer<T> norm_first(8, 4,
                                          {.feed_forward = 12,
                                           .dropout = 0,
                                           .activation = Activation::gelu,
                                           .norm_first = true,
                                           .eps = 1e-3,
                                           .causal = true});
    require_step(
        built(norm_first, {5, 8}, generator), {{2, 5, 8}},
        [](auto& layer, auto& x) {
            return layer.forward(x[0], {.key_padding_mask = padding_mask(Shape{3, 5}, 5)});
        },
        transformer::encoder_layer_norm_first_y, transformer::encoder_layer_norm_first_dx,
        transformer::encoder_layer_norm_first_dparameters);
}

TEST_CASE("TransformerEncoderLayer: what every layer promises") {
    const std::vector<std::string> names{"self_attn.in_proj_weight",
                                         "self_attn.in_proj_bias",
                                         "self_attn.out_proj.weight",
                                         "self_attn.out_proj.bias",
                                         "linear1.weight",
                                         "linear1.bias",
                                         "linear2.weight",
                                         "linear2.bias",
                                         "norm1.weight",
                                         "norm1.bias",
                                         "norm2.weight",
                                         "norm2.bias"};
    const auto input = "TransformerEncoderLayer: expected input [batch, time, ";
    check_layer([] { return TransformerEncoderLayer<double>(2, {.feed_forward = 11}); },
                {.input = {5, 6},
                 .output = {5, 6},
                 .parameters = names,
                 .same_in_evaluation = false,
                 .wrong = {6},
                 .error = std::string(input) + "channels], got [batch, 6]",
                 .large_batch = 50});
    check_layer(
        [] {
            return TransformerEncoderLayer<double>(6, 3,
                                                   {.feed_forward = 70,
                                                    .activation = Activation::gelu,
                                                    .norm_first = true,
                                                    .causal = true});
        },
        {.input = {5, 6},
         .output = {5, 6},
         .parameters = names,
         .same_in_evaluation = false,
         .wrong = {5, 8},
         .error = std::string(input) + "6], got [batch, 5, 8]",
         .large_batch = 50});
}

TEST_CASE(
    "TransformerEncoderLayer: dropout in training alone, each call another, seeds resume it") {
    const auto make = [](double rate) {
        CounterGenerator generator(1);
        return built(TransformerEncoderLayer<float>(2, {.feed_forward = 12, .dropout = rate}),
                     {5, 8}, generator);
    };
    auto dropping = make(0.3), plain = make(0);
    const Variable<float> x(irregular<float>({2, 5, 8}));
    const Tensor<float> first = dropping(x).value(), second = dropping(x).value();
    REQUIRE((first != second));
    REQUIRE(dropping.self_attention.dropout.position == 2 * 128);  // 2 2 5 5, whole groups
    REQUIRE(dropping.dropout.position == 2 * 128);                 // 2 5 12
    REQUIRE(dropping.dropout1.position == 2 * 128);                // 2 5 8
    REQUIRE(dropping.dropout1.seed != dropping.dropout2.seed);
    for (auto* drop : {&dropping.self_attention.dropout, &dropping.dropout, &dropping.dropout1,
                       &dropping.dropout2}) {
        drop->position = 0;
    }
    REQUIRE((dropping(x).value() == first));
    set_training(dropping, false);
    REQUIRE((dropping(x).value() == plain(x).value()));
}

TEST_CASE("TransformerEncoderLayer: equals its layers one by one, the dropped numbers included") {
    CounterGenerator generator(1);
    auto layer = built(TransformerEncoderLayer<double>(2, {.feed_forward = 12, .dropout = 0.3}),
                       {5, 8}, generator);
    const Variable<double> x(irregular<double>({2, 5, 8}));
    const Tensor<double> fused = layer(x).value();
    layer.self_attention.dropout.position = 0;
    for (auto* drop : {&layer.dropout, &layer.dropout1, &layer.dropout2}) { drop->position = 0; }
    const auto y = layer.norm1(x + layer.dropout1(layer.self_attention(x)));
    const auto hidden = layer.dropout(relu(layer.linear1(y)));
    const auto z = layer.norm2(y + layer.dropout2(layer.linear2(hidden))).value();
    require_numbers(std::vector<double>(z.begin(), z.end()),
                    std::vector<double>(fused.begin(), fused.end()));
}

TEST_CASE("TransformerEncoderLayer: errors of options") {
    REQUIRE_ERROR(TransformerEncoderLayer(2, {.activation = Activation::tanh}), ValueError,
                  "TransformerEncoderLayer: expected activation relu or gelu, got tanh");
    REQUIRE_ERROR(TransformerEncoderLayer(2, {.dropout = 1}), ValueError,
                  "TransformerEncoderLayer: expected dropout in [0, 1), got 1");
    CounterGenerator generator(1);
    TransformerEncoderLayer heads(3);
    REQUIRE_ERROR(heads.build({5, 8}, generator), ValueError,
                  "MultiheadAttention: expected heads that divide the width 8, got 3");
}
