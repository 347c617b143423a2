#include "nnlite/layers/multihead_attention.hpp"

#include "layers/transformer_reference.hpp"
#include "nnlite/random/counter.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;
namespace expected = reference::transformer;

namespace {

template <class T>
MultiheadAttention<T> attention(std::size_t heads, bool bias = true) {
    CounterGenerator generator(1);
    return built(MultiheadAttention<T>(heads, {.bias = bias}), {5, 8}, generator);
}

Tensor<bool> padding(std::size_t sources, const std::vector<std::size_t>& lengths) {
    Tensor<bool> ignored = empty_tensor<bool>({lengths.size(), sources});
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        for (std::size_t j = 0; j < sources; ++j) { ignored(i, j) = j >= lengths[i]; }
    }
    return ignored;
}

template <class T>
void require_weights(const Tensor<T>& weights, const Shape& shape,
                     const std::vector<double>& wanted) {
    REQUIRE(weights.shape() == shape);
    require_numbers(std::vector<T>(weights.begin(), weights.end()), wanted);
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
            require_weights(result.weights, {2, 2, 5, 5}, expected::attention_self_weights);
            return result.output;
        },
        expected::attention_self_y, expected::attention_self_dx,
        expected::attention_self_dparameters);
    require_step(
        attention<T>(4, false), {{2, 5, 8}},
        [](auto& layer, auto& x) {
            const auto result =
                layer.attend(x[0], x[0], x[0], {.weights = AttentionWeights::averaged});
            require_weights(result.weights, {2, 5, 5}, expected::attention_averaged_weights);
            return result.output;
        },
        expected::attention_averaged_y, expected::attention_averaged_dx,
        expected::attention_averaged_dparameters);
    require_step(
        attention<T>(2), {{2, 5, 8}},
        [](auto& layer, auto& x) {
            return layer.attend(x[0], x[0], x[0], {.causal = true}).output;
        },
        expected::attention_causal_y, expected::attention_causal_dx,
        expected::attention_causal_dparameters);
    require_step(
        attention<T>(2), {{2, 5, 8}},
        [](auto& layer, auto& x) {
            const auto result = layer.attend(x[0], x[0], x[0],
                                             {.key_padding_mask = padding(5, {3, 5}),
                                              .mask = irregular<T>({5, 5}, 7),
                                              .weights = AttentionWeights::per_head});
            require_weights(result.weights, {2, 2, 5, 5}, expected::attention_padded_weights);
            return result.output;
        },
        expected::attention_padded_y, expected::attention_padded_dx,
        expected::attention_padded_dparameters);
    require_step(
        attention<T>(1), {{2, 3, 8}, {2, 5, 8}, {2, 5, 8}},
        [](auto& layer, auto& x) { return layer.attend(x[0], x[1], x[2]).output; },
        expected::attention_cross_y, expected::attention_cross_dx,
        expected::attention_cross_dparameters);
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
