// Sums and maxima over all numbers, over rows and over columns.

#include "nnlite/kernels/reduce.hpp"

#include "support.hpp"

namespace {

template <class Op>
void add_reduction(const std::string& op, std::size_t outer, std::size_t extent,
                   std::size_t inner) {
    const std::string name = "reduce_" + op + "/outer:" + std::to_string(outer) +
                             "/extent:" + std::to_string(extent) +
                             "/inner:" + std::to_string(inner);
    bench::add(name, [=](benchmark::State& state) {
        const auto x = bench::numbers(outer * extent * inner);
        nnlite::detail::Vector<float> out(outer * inner);
        for ([[maybe_unused]] auto _ : state) {
            nnlite::kernels::reduce<Op>(outer, extent, inner, x.data(), out.data());
            benchmark::DoNotOptimize(out.data());
            benchmark::ClobberMemory();
        }
        bench::count_bytes(state, x.size() * sizeof(float));
    });
}

}  // namespace

int main(int argc, char** argv) {
    struct Extents {
        std::size_t outer, extent, inner;
    };
    const Extents cases[] = {{1, 10'000, 1}, {1, 1'000'000, 1}, {200, 784, 1}, {4096, 10, 1},
                             {1, 200, 16},   {1, 32, 256},      {1, 4096, 32}, {64, 64, 64}};
    for (const auto& [outer, extent, inner] : cases) {
        add_reduction<nnlite::kernels::SumOf>("sum", outer, extent, inner);
        add_reduction<nnlite::kernels::MaxOf>("max", outer, extent, inner);
    }
    return bench::run(argc, argv);
}
