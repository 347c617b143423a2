// RNN, LSTM and GRU over whole sequences: 144 of 20 steps, as the sine-wave forecasts train, with 1
// feature or 50, hidden 50; the result is each sequence's last. forward records for backward().

#include "nnlite/layers/gru.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/rnn.hpp"
#include "support.hpp"

namespace {

using Sizes = std::initializer_list<std::size_t>;
constexpr std::size_t batch = 144, steps = 20, hidden = 50;

template <class Recurrent>
void add_layer(const std::string& name, Recurrent layer, std::size_t features) {
    nnlite::CounterGenerator generator;
    layer.build({steps, features}, generator);
    auto values = nnlite::empty_tensor<float>({batch, steps, features});
    generator.normal(values.data(), values.size(), 0, 1);
    const nnlite::Variable<float> x(values);
    const std::string sizes = "/I:" + std::to_string(features);
    bench::add(name + "_forward" + sizes, [=](benchmark::State& state) mutable {
        for ([[maybe_unused]] auto _ : state) { benchmark::DoNotOptimize(layer.forward(x)); }
        bench::count_items(state, batch);
    });
    bench::add(name + "_forward_backward" + sizes, [=](benchmark::State& state) mutable {
        const auto dy = nnlite::full_tensor<float>({batch, hidden}, 1);
        for ([[maybe_unused]] auto _ : state) {
            nnlite::zero_gradients(layer);
            layer.forward(x).backward_from(dy);
        }
        bench::count_items(state, batch);
    });
}

}  // namespace

int main(int argc, char** argv) {
    for (const std::size_t features : Sizes{1, 50}) {
        add_layer("rnn", nnlite::RNN(hidden, {.return_sequence = false}), features);
        add_layer("lstm", nnlite::LSTM(hidden, {.return_sequence = false}), features);
        add_layer("gru", nnlite::GRU(hidden, {.return_sequence = false}), features);
    }
    return bench::run(argc, argv);
}
