// One training step of the two MNIST perceptrons, gathering the batch included.

#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/training/model.hpp"

#include "support.hpp"

namespace {

using namespace nnlite;

void add_step(const std::string& name, const TensorDataset<>& data,
              const std::vector<std::size_t>& widths, double rate, std::size_t batch_size) {
    bench::add(name + "/batch:" + std::to_string(batch_size), [=](benchmark::State& state) {
        Sequential<> network;
        for (const std::size_t width : widths) {
            network.add(Linear(width, {.activation = Activation::relu}));
            if (rate > 0) { network.add(Dropout(rate)); }
        }
        network.add(Linear(10));
        Model model(network);
        model.build(data.sample_shape());
        model.compile({.loss = CrossEntropy{}});
        set_training(model.network(), true);
        nnlite::detail::Vector<std::size_t> order(data.size());
        CounterGenerator(1).permutation(order.data(), order.size());
        Batch<float> batch;
        batch.size = batch_size;
        std::size_t first = 0;
        for ([[maybe_unused]] auto _ : state) {
            data.gather(order.data() + first, batch_size, batch.inputs, batch.targets);
            benchmark::DoNotOptimize(model.train_step(batch));
            first = (first + batch_size) % (order.size() - batch_size);
        }
        bench::count_items(state, batch_size);
    });
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t count = 54'000;  // as MNIST: its bytes do not fit the caches
    Tensor<std::uint8_t> images = empty_tensor<std::uint8_t>({count, 784});
    Labels labels = empty_tensor<std::int32_t>({count});
    CounterGenerator generator(0);
    for (auto& pixel : images) { pixel = std::uint8_t(generator.bits()); }
    for (auto& label : labels) { label = std::int32_t(generator.bits() % 10); }
    const TensorDataset<> data(std::move(images), std::move(labels), {.divide_by = 255});
    add_step("train_step_784_16_16_10", data, {16, 16}, 0, 200);
    add_step("train_step_784_256_128_10_dropout", data, {256, 128}, 0.3, 32);
    return bench::run(argc, argv);
}
