// Formulas through elementwise(): the value alone, and value with gradient.

#include "nnlite/autograd/elementwise.hpp"

#include "support.hpp"

namespace {

using namespace nnlite;

template <class F>
void add_formula(const std::string& name, std::size_t count, F f) {
    const std::string size = "/count:" + std::to_string(count);
    const auto input = [count] {
        Tensor<float> x = empty_tensor<float>({count});
        CounterGenerator(0).normal(x.data(), count, 0, 1);
        return x;
    };
    bench::add(name + "/forward" + size, [=](benchmark::State& state) {
        const Variable<float> x(input());
        for ([[maybe_unused]] auto _ : state) { benchmark::DoNotOptimize(elementwise(f, x)); }
        bench::count_items(state, count);
    });
    bench::add(name + "/forward_backward" + size, [=](benchmark::State& state) {
        Variable<float> x(input(), true);
        const Tensor<float> dy = input();
        for ([[maybe_unused]] auto _ : state) {
            x.zero_gradient();
            elementwise(f, x).backward_from(dy);
            benchmark::DoNotOptimize(x.gradient().data());
        }
        bench::count_items(state, count);
    });
}

}  // namespace

int main(int argc, char** argv) {
    for (const std::size_t count : std::initializer_list<std::size_t>{10'000, 1'000'000}) {
        add_formula("exp", count, [](auto x) { return exp(x); });
        add_formula("tanh", count, [](auto x) { return tanh(x); });
        add_formula("sigmoid", count, [](auto x) { return sigmoid(x); });
        add_formula("erf", count, [](auto x) { return erf(x); });
        add_formula("relu", count, [](auto x) { return where(x <= 0, 0, x); });
    }
    return bench::run(argc, argv);
}
