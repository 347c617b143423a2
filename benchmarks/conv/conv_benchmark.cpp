// Convolution in all three passes, the block conv + bias + ReLU + max-pool, and pooling alone, at
// the documents' shapes and others; a name's last part is another algorithm than the fastest. With
// -DNNLITE_BENCHMARK_PEERS=ON oneDNN does the same work, see onednn.hpp, and
// ../peers/ratios.py prints who is faster.

#include <chrono>

#include "operations.hpp"

#ifdef NNLITE_BENCHMARK_PEERS
#include <cstdio>
#include <cstdlib>

#include "onednn.hpp"
#endif

namespace {

using bench::Conv2dAlgorithm;

template <class Work>
void time(benchmark::State& state, Work&& work) {
    work();  // touches the memory for the first time
    for ([[maybe_unused]] auto _ : state) {
        work();
        benchmark::ClobberMemory();
    }
}

// Helper threads stay awake for a while after a loop, in oneDNN's OpenMP 5 ms (always, under
// OMP_WAIT_POLICY=active). They sleep before anything is timed, so that neither library takes a
// processor from the other.
void let_helpers_sleep() { std::this_thread::sleep_for(std::chrono::milliseconds(8)); }

template <class Operation, class... Algorithm>
void add_own(const std::string& name, const std::string& suffix, const auto& shape,
             Algorithm... algorithm) {
    const auto run = [=](benchmark::State& state) {
        Operation own{shape, algorithm...};
        time(state, [&] { own.run(); });
        own.count(state);
    };
    bench::add(name, suffix, run, [](int threads) {
        let_helpers_sleep();
        nnlite::set_num_threads(threads);
    });
}

#ifdef NNLITE_BENCHMARK_PEERS

// Another library's numbers must be ours, or its speed means nothing.
void require_equal(const std::string& what, const bench::Results& own, const bench::Peer& peer) {
    for (std::size_t r = 0; r < own.size(); ++r) {
        const bench::Floats& wanted = *own[r];
        bench::Floats got(wanted.size());
        peer.results[r](got.data());
        double largest = 0, error = 0;
        for (std::size_t i = 0; i < got.size(); ++i) {
            largest = std::max(largest, std::abs(double(wanted[i])));
            error = std::max(error, std::abs(double(wanted[i]) - double(got[i])));
        }
        if (!(error < 1e-4 * largest)) {
            std::fprintf(stderr, "%s: result %zu differs by %g where the largest number is %g\n",
                         what.c_str(), r, error, largest);
            std::exit(1);
        }
    }
}

template <class Operation>
void add_peer(const std::string& name, const std::string& suffix, const auto& shape,
              bench::Layout layout) {
    const auto run = [=, compared = false](benchmark::State& state) mutable {
        Operation own{shape};
        const bench::Peer peer = bench::onednn(own, layout);
        if (!compared) {
            own.run();
            peer.run();
            require_equal(name + suffix, own.results(), peer);
            compared = true;
        }
        time(state, peer.run);
        own.count(state);
    };
    bench::add(name, suffix, run, [](int threads) {
        let_helpers_sleep();
        nnlite::set_num_threads(1);
        bench::set_onednn_threads(threads);
    });
}

template <class Operation>
void add_peers(const std::string& name, const bench::Conv2dShape& shape) {
    add_peer<Operation>(name, "/onednn_direct", shape, bench::Layout::direct);
    add_peer<Operation>(name, "/onednn_auto", shape, bench::Layout::automatic);
    add_peer<Operation>(name, "/onednn_nhwc", shape, bench::Layout::nhwc);
}

template <class Operation>
void add_peers(const std::string& name, const bench::Pool2dShape& shape) {
    add_peer<Operation>(name, "/onednn_direct", shape, bench::Layout::direct);
    add_peer<Operation>(name, "/onednn_nhwc", shape, bench::Layout::nhwc);
}

#else

template <class Operation>
void add_peers(const std::string&, const auto&) {}

#endif

template <class Operation>
void add_case(const auto& shape) {
    const std::string name = Operation::name + bench::text_of(shape);
    add_own<Operation>(name, "", shape);
    if constexpr (requires { Operation::algorithm; }) {
        if (shape.kernel_height == 3 && shape.stride_height == 1 && shape.in > 1) {
            add_own<Operation>(name, "/direct", shape, Conv2dAlgorithm::direct);
            add_own<Operation>(name, "/winograd_2x2", shape, Conv2dAlgorithm::winograd_2x2);
            add_own<Operation>(name, "/winograd_4x4", shape, Conv2dAlgorithm::winograd_4x4);
        }
    }
    add_peers<Operation>(name, shape);
}

}  // namespace

int main(int argc, char** argv) {
    using bench::convolution;
    bench::Conv2dShape strided = convolution(8, 256, 256, 28, 3, 1);
    strided.stride_height = strided.stride_width = 2;
    const bench::Conv2dShape shapes[] = {
        convolution(128, 1, 32, 28),        convolution(32, 32, 64, 13),
        convolution(128, 32, 64, 13),       convolution(200, 32, 64, 13),
        convolution(128, 32, 64, 14, 3, 1), convolution(32, 32, 64, 28, 3, 1),
        convolution(32, 64, 64, 56, 3, 1),  convolution(128, 1, 6, 28, 5),
        convolution(128, 6, 16, 14, 5),     convolution(100, 1, 8, 28, 5),
        convolution(100, 8, 8, 12, 5),      convolution(8, 512, 512, 7, 3, 1),
        convolution(8, 512, 512, 4, 3, 1),  strided};
    for (const auto& shape : shapes) {
        add_case<bench::ConvForward>(shape);
        if (!bench::is_first_layer(shape)) { add_case<bench::ConvBackwardData>(shape); }
        add_case<bench::ConvBackwardWeights>(shape);
    }
    for (const auto& shape : {convolution(128, 1, 32, 28), convolution(128, 32, 64, 13)}) {
        add_case<bench::BlockForward>(shape);
        add_case<bench::BlockTraining>(shape);
    }
    for (const auto& shape : {bench::pooling(128, 32, 26), bench::pooling(128, 64, 11)}) {
        add_case<bench::PoolForward>(shape);
        add_case<bench::PoolBackward>(shape);
    }
    return bench::run(argc, argv);
}
