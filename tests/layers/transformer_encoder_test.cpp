#include "nnlite/layers/transformer_encoder.hpp"

#include "layers/transformer_reference.hpp"
#include "nnlite/layers/learned_positions.hpp"
#include "nnlite/layers/pool1d.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/optimizers/adam.hpp"
#include "nnlite/random/torch.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;
namespace transformer = reference::transformer;

TEST_CASE("TransformerEncoder: starts as PyTorch's, its layers alike") {
    TorchGenerator generator(7);
    TransformerEncoder encoder(2, 2, {.feed_forward = 12});
    encoder.build({5, 8}, generator);
    std::vector<float> values;
    for (const auto& parameter : parameters(encoder)) { append(values, parameter.value()); }
    REQUIRE(values == transformer::start_encoder);
    REQUIRE(encoder.layers[0].dropout.seed != encoder.layers[1].dropout.seed);
}

TEST_CASE("TransformerEncoder: the vision transformer trains as PyTorch's") {
    TorchGenerator generator(3);
    Sequential network(Linear(32), LearnedPositions{}, TransformerEncoder(2, 4, {.dropout = 0}),
                       GlobalAveragePool1d{}, Linear(10));
    network.build({64, 1}, generator);
    REQUIRE(parameter_count(network) == 277450);
    Adam adam(parameters(network), {.learning_rate = 1e-3});
    const Variable<float> x(irregular<float>({16, 64, 1}));
    Labels labels = empty_tensor<std::int32_t>({16});
    for (int i = 0; i < 16; ++i) { labels(i) = 7 * i % 10; }
    for (const double loss : transformer::training_losses) {
        adam.zero_gradients();
        const auto got = cross_entropy(network(x), labels);
        got.backward();
        adam.step();
        REQUIRE(std::abs(got.item() - loss) < 1e-5 * loss);
    }
}

TEST_CASE("TransformerEncoder: what every layer promises") {
    std::vector<std::string> names;
    for (const std::string layer : {"layers.0.", "layers.1."}) {
        for (const std::string name :
             {"self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.weight",
              "self_attn.out_proj.bias", "linear1.weight", "linear1.bias", "linear2.weight",
              "linear2.bias", "norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"}) {
            names.push_back(layer + name);
        }
    }
    check_layer([] { return TransformerEncoder<double>(2, 2, {.feed_forward = 11}); },
                {.input = {4, 6},
                 .output = {4, 6},
                 .parameters = names,
                 .same_in_evaluation = false,
                 .wrong = {6},
                 .error = "TransformerEncoderLayer: expected input [batch, time, channels], got "
                          "[batch, 6]",
                 .large_batch = 50});
}

TEST_CASE("TransformerEncoder: causal, a result does not depend on later tokens") {
    CounterGenerator generator(1);
    TransformerEncoder encoder(2, 2, {.feed_forward = 12, .dropout = 0, .causal = true});
    encoder.build({7, 8}, generator);
    const Tensor<float> x = irregular<float>({1, 7, 8});
    Tensor<float> changed = x;
    for (std::size_t i = 0; i < 8; ++i) { changed(0, 6, i) += 1; }
    const Tensor<float> before = encoder(x).value(), after = encoder(changed).value();
    REQUIRE(std::equal(before.begin(), before.begin() + 48, after.begin()));
    REQUIRE((before != after));

    TransformerEncoder masked(2, 2, {.feed_forward = 12, .dropout = 0});
    CounterGenerator again(1);
    masked.build({7, 8}, again);
    REQUIRE((masked.forward(x, {.causal = true}).value() == before));
    REQUIRE((masked(x).value() != before));
}
