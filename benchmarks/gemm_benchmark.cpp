// Matrix products: the layers of the two MNIST perceptrons (forward NN, gradient of the input NT,
// gradient of the weight TN), squares, and a sweep; /peer is OpenBLAS with the same thread count.

#include "nnlite/kernels/gemm.hpp"

#include <cblas.h>

#include "support.hpp"

namespace {

struct Product {
    std::size_t m, n, k;
    bool transpose_a, transpose_b;

    std::string name() const {
        return std::string("gemm_") + (transpose_a ? "t" : "n") + (transpose_b ? "t" : "n") +
               "/M:" + std::to_string(m) + "/N:" + std::to_string(n) + "/K:" + std::to_string(k);
    }
    std::size_t a_stride() const { return transpose_a ? m : k; }
    std::size_t b_stride() const { return transpose_b ? k : n; }
};

template <class F>
void time_product(benchmark::State& state, const Product& p, F multiply) {
    const auto a = bench::numbers(p.m * p.k, 1), b = bench::numbers(p.k * p.n, 2);
    nnlite::detail::Vector<float> c(p.m * p.n);
    for ([[maybe_unused]] auto _ : state) {
        multiply(a.data(), b.data(), c.data());
        benchmark::DoNotOptimize(c.data());
        benchmark::ClobberMemory();
    }
    bench::count_flops(state, 2.0 * double(p.m) * double(p.n) * double(p.k));
}

void add_product(const Product& p) {
    bench::add(p.name(), [p](benchmark::State& state) {
        time_product(state, p, [&](const float* a, const float* b, float* c) {
            nnlite::kernels::gemm<float>(p.m, p.n, p.k, {a, p.a_stride(), p.transpose_a},
                                         {b, p.b_stride(), p.transpose_b}, c, p.n);
        });
    });
    const auto set_threads = [](int threads) {
        if (openblas_set_num_threads != nullptr) { openblas_set_num_threads(threads); }
    };
    const auto peer = [p](benchmark::State& state) {
        time_product(state, p, [&](const float* a, const float* b, float* c) {
            cblas_sgemm(CblasRowMajor, p.transpose_a ? CblasTrans : CblasNoTrans,
                        p.transpose_b ? CblasTrans : CblasNoTrans, int(p.m), int(p.n), int(p.k), 1,
                        a, int(p.a_stride()), b, int(p.b_stride()), 0, c, int(p.n));
        });
    };
    bench::add(p.name(), "/peer", peer, set_threads);
}

}  // namespace

int main(int argc, char** argv) {
    struct Dense {
        std::size_t batch, in, out;
    };
    const Dense layers[] = {{200, 784, 16},  {200, 16, 16},     {200, 16, 10}, {32, 784, 256},
                            {32, 256, 128},  {32, 128, 10},     {64, 64, 64},  {256, 256, 256},
                            {200, 784, 256}, {1024, 1024, 1024}};
    for (const auto& [batch, in, out] : layers) {
        add_product({batch, out, in, false, false});
        add_product({batch, in, out, false, true});
        add_product({in, out, batch, true, false});
    }
    using Sizes = std::initializer_list<std::size_t>;
    for (const std::size_t m : Sizes{512, 4096}) {
        for (const std::size_t n : Sizes{10, 2048}) {
            for (const std::size_t k : Sizes{8, 784}) {
                add_product({m, n, k, false, false});
                add_product({m, n, k, false, true});
                add_product({m, n, k, true, false});
            }
        }
    }
    return bench::run(argc, argv);
}
