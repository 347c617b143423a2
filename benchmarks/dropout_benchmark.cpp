// Dropout of hidden layers, forward and backward: mostly the random numbers.

#include "nnlite/ops/dropout.hpp"

#include "support.hpp"

namespace {

using namespace nnlite;

void add_dropout(std::size_t rows, std::size_t columns) {
    const std::string name =
        "dropout/rows:" + std::to_string(rows) + "/columns:" + std::to_string(columns);
    bench::add(name, [=](benchmark::State& state) {
        Tensor<float> dy = empty_tensor<float>({rows, columns});
        CounterGenerator(0).normal(dy.data(), dy.size(), 0, 1);
        Variable<float> x(dy, true);
        std::uint64_t position = 0;
        for ([[maybe_unused]] auto _ : state) {
            x.zero_gradient();
            dropout(x, 0.3, 1, position).backward_from(dy);
            position += nnlite::detail::dropout_advance(x.size());
            benchmark::DoNotOptimize(x.gradient().data());
        }
        bench::count_items(state, dy.size());
    });
}

}  // namespace

int main(int argc, char** argv) {
    add_dropout(32, 128);
    add_dropout(32, 256);
    add_dropout(4096, 2048);
    return bench::run(argc, argv);
}
