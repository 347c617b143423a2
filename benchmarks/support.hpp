#pragma once

// The common part of the benchmark programs. A line's name ends in /T:<threads>, and in /peer where
// another library does the same work. Useful flags:
//   --benchmark_filter=REGEX
//   --benchmark_enable_random_interleaving=true --benchmark_repetitions=9
//   --benchmark_report_aggregates_only=true

#if !defined(__OPTIMIZE__) || !defined(NDEBUG)
#error "Benchmarks without optimisation say nothing: build with -DCMAKE_BUILD_TYPE=Release"
#endif

#include <benchmark/benchmark.h>

#include <cstddef>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/flush_to_zero.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/random/counter.hpp"

namespace bench {

// `count` numbers from the normal distribution.
inline nnlite::detail::Vector<float> numbers(std::size_t count, std::uint64_t seed = 0) {
    nnlite::detail::Vector<float> result(count);
    nnlite::CounterGenerator(seed).normal(result.data(), count, 0, 1);
    return result;
}

// Adds benchmark `name` at one thread and, where there are more processors, at two; f(state) holds
// the timed loop. before(threads) is called first.
template <class F, class Before>
void add(const std::string& name, const std::string& suffix, F f, Before before) {
    for (int threads = 1; threads <= 2; ++threads) {
        if (threads > 1 && std::thread::hardware_concurrency() < 2) { break; }
        const auto run = [f, before, threads](benchmark::State& state) mutable {
            before(threads);
            const nnlite::FlushToZero flush;
            f(state);
        };
        benchmark::RegisterBenchmark((name + "/T:" + std::to_string(threads) + suffix).c_str(), run)
            ->UseRealTime();
    }
}

template <class F>
void add(const std::string& name, F f) {
    add(name, "", std::move(f), nnlite::set_num_threads);
}

// What one iteration does, shown as rates.
inline void count_flops(benchmark::State& state, double flops) {
    state.counters["FLOP"] = benchmark::Counter(
        flops, benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1000);
}
inline void count_bytes(benchmark::State& state, std::size_t bytes) {
    state.counters["bytes"] = benchmark::Counter(
        double(bytes), benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1000);
}
inline void count_items(benchmark::State& state, std::size_t items) {
    state.counters["items"] = benchmark::Counter(
        double(items), benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1000);
}

// main() of a program after its add() calls.
inline int run(int argc, char** argv) {
    std::vector<char*> arguments(argv, argv + argc);
    std::string min_time = "--benchmark_min_time=0.1";  // a later one on the command line wins
    arguments.insert(arguments.begin() + 1, min_time.data());
    int count = int(arguments.size());
    benchmark::Initialize(&count, arguments.data());
    if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) { return 1; }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}

}  // namespace bench
