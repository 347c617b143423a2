// The parts of a transformer layer at the size of the documents' vision transformer (batch 64, 64
// tokens, width 32, 4 heads, 2048 hidden units), and one training step of that network.

#include "nnlite/layers/learned_positions.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/pool1d.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/layers/transformer_encoder.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/ops/feed_forward.hpp"
#include "nnlite/ops/layer_norm.hpp"
#include "nnlite/optimizers/adam.hpp"
#include "support.hpp"

namespace {

using namespace nnlite;

Tensor<float> normal(const Shape& shape, std::uint64_t seed) {
    Tensor<float> result = empty_tensor<float>(shape);
    CounterGenerator(seed).normal(result.data(), result.size(), 0, 1);
    return result;
}

// Forward and backward of f(inputs), inputs of these shapes.
template <class F>
void add_step(const std::string& name, const std::vector<Shape>& shapes, double flops, F f) {
    bench::add(name, [=](benchmark::State& state) {
        std::vector<Variable<float>> inputs;
        for (const Shape& shape : shapes) {
            inputs.emplace_back(normal(shape, inputs.size()), true);
        }
        const Tensor<float> dy = normal(f(inputs).shape(), 9);
        for ([[maybe_unused]] auto _ : state) {
            for (auto& input : inputs) { input.zero_gradient(); }
            f(inputs).backward_from(dy);
            benchmark::DoNotOptimize(inputs[0].gradient().data());
        }
        if (flops > 0) { bench::count_flops(state, flops); }
    });
}

void add_network(double dropout) {
    bench::add("vision_transformer_step/dropout:" + text_of(dropout), [=](benchmark::State& state) {
        Sequential network(Linear(32), LearnedPositions{},
                           TransformerEncoder(2, 4, {.dropout = dropout}), GlobalAveragePool1d{},
                           Linear(10));
        CounterGenerator generator(1);
        network.build({64, 1}, generator);
        Adam adam(parameters(network), {.learning_rate = 1e-3});
        const Variable<float> x(normal({64, 64, 1}, 1));
        Labels labels = empty_tensor<std::int32_t>({64});
        for (int i = 0; i < 64; ++i) { labels(i) = i % 10; }
        for ([[maybe_unused]] auto _ : state) {
            adam.zero_gradients();
            cross_entropy(network(x), labels).backward();
            adam.step();
        }
    });
}

}  // namespace

int main(int argc, char** argv) {
    const double products = 2 * 4096.0 * 32 * 2048;  // of one of the two linear maps
    for (const double rate : {0.0, 0.1}) {
        add_step("feed_forward_step/dropout:" + text_of(rate),
                 {{4096, 32}, {32, 2048}, {2048}, {2048, 32}, {32}}, 7 * products,
                 [=](const auto& in) {
                     return nnlite::detail::feed_forward(in[0], in[1], in[2], in[3], in[4],
                                                         {.dropout = rate, .seed = 1});
                 });
    }
    for (const double rate : {0.0, 0.1}) {
        add_step("attention_step/dropout:" + text_of(rate),
                 {{64, 4, 64, 8}, {64, 4, 64, 8}, {64, 4, 64, 8}}, 0, [=](const auto& in) {
                     return scaled_dot_product_attention(in[0], in[1], in[2],
                                                         {.dropout = rate, .seed = 1});
                 });
    }
    for (const double rate : {0.0, 0.1}) {
        add_step("residual_layer_norm_step/dropout:" + text_of(rate),
                 {{4096, 32}, {4096, 32}, {32}, {32}}, 0, [=](const auto& in) {
                     return nnlite::detail::residual_layer_norm(in[0], in[1], in[2], in[3],
                                                                {.dropout = rate, .seed = 1});
                 });
    }
    for (const double rate : {0.0, 0.1}) { add_network(rate); }
    return bench::run(argc, argv);
}
