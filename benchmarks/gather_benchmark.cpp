// Batches of a byte dataset of MNIST's size, in random order, as numbers from 0 to 1.

#include "nnlite/data/dataset.hpp"

#include "support.hpp"

namespace {

using namespace nnlite;

void add_gather(const TensorDataset<>& data, std::size_t batch_size) {
    const std::string name = "gather/batch:" + std::to_string(batch_size) + "/width:784";
    bench::add(name, [=](benchmark::State& state) {
        nnlite::detail::Vector<std::size_t> order(data.size());
        CounterGenerator(1).permutation(order.data(), order.size());
        Tensor<float> inputs;
        Targets<float> targets;
        std::size_t first = 0;
        for ([[maybe_unused]] auto _ : state) {
            data.gather(order.data() + first, batch_size, inputs, targets);
            benchmark::DoNotOptimize(inputs.data());
            first += batch_size;
            if (first + batch_size > order.size()) { first = 0; }
        }
        bench::count_bytes(state, batch_size * 784 * (1 + sizeof(float)));
    });
}

}  // namespace

int main(int argc, char** argv) {
    Tensor<std::uint8_t> images = empty_tensor<std::uint8_t>({54'000, 784});
    CounterGenerator generator(0);
    for (auto& pixel : images) { pixel = std::uint8_t(generator.bits()); }
    Labels labels = full_tensor<std::int32_t>({54'000}, 3);
    const TensorDataset<> data(std::move(images), std::move(labels), {.divide_by = 255});
    add_gather(data, 32);
    add_gather(data, 200);
    return bench::run(argc, argv);
}
