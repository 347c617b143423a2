#include "nnlite/layers/transformer_encoder_layer.hpp"

#include "layers/transformer_reference.hpp"
#include "nnlite/random/counter.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;
namespace expected = reference::transformer;

TEMPLATE_TEST_CASE("TransformerEncoderLayer: PyTorch's results and gradients", "", float, double) {
    using T = TestType;
    CounterGenerator generator(1);
    require_step(
        built(TransformerEncoderLayer<T>(2, {.feed_forward = 12, .dropout = 0}), {5, 8}, generator),
        {{2, 5, 8}}, [](auto& layer, auto& x) { return layer.forward(x[0]); },
        expected::encoder_layer_y, expected::encoder_layer_dx, expected::encoder_layer_dparameters);
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
            Tensor<bool> padding = full_tensor<bool>({2, 5}, false);
            padding(0, 3) = padding(0, 4) = true;
            return layer.forward(x[0], {.key_padding_mask = padding});
        },
        expected::encoder_layer_norm_first_y, expected::encoder_layer_norm_first_dx,
        expected::encoder_layer_norm_first_dparameters);
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
