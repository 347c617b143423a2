// A state of 1 GB to a file and back, compared with cp. cp_synced takes the steps that save_weights
// takes: a new file, until it is on the disk, then in the place of the old one. peak: of the
// process, against the file. Run with --benchmark_enable_random_interleaving=true; TMPDIR is where
// the files go.

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/layers/weights_file.hpp"
#include "nnlite/random/counter.hpp"

namespace {

using namespace nnlite;

struct State {
    Sequential<float> network;
    std::string folder =
        (std::filesystem::temp_directory_path() / "nnlite_save_load_benchmark").string();

    State() {
        for (int i = 0; i < 16; ++i) { network.add(Linear<float>(4096, 4096)); }
        CounterGenerator generator(1);
        network.build({4096}, generator);
        std::filesystem::create_directories(folder);
        for (const char* ending : {".safetensors", ".npz"}) { save_weights(path(ending), network); }
    }
    ~State() { std::filesystem::remove_all(folder); }

    std::string path(const std::string& ending) const { return folder + "/state" + ending; }
};

State& shared_state() {
    static State state;
    return state;
}

template <class F>
void run(benchmark::State& state, F&& f) {
    State& shared = shared_state();
    for (auto _ : state) { f(shared); }
    const auto bytes = double(std::filesystem::file_size(shared.path(".safetensors")));
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    state.counters["GB/s"] =
        benchmark::Counter(bytes / 1e9, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["peak"] = double(usage.ru_maxrss) * 1024 / bytes;
}

void copy(benchmark::State& state, bool synced) {
    run(state, [&](State& shared) {
        const std::string from = shared.path(".safetensors"), to = shared.path(".copy");
        const std::string part = to + ".tmp";
        const std::string command =
            synced ? "cp " + from + " " + part + " && sync " + part + " && mv " + part + " " + to
                   : "cp " + from + " " + to;
        if (std::system(command.c_str()) != 0) { state.SkipWithError("cp failed"); }
    });
}
void cp(benchmark::State& state) { copy(state, false); }
void cp_synced(benchmark::State& state) { copy(state, true); }

void save(benchmark::State& state, const std::string& ending) {
    run(state, [&](State& shared) { save_weights(shared.path(ending), shared.network); });
}
void load(benchmark::State& state, const std::string& ending) {
    run(state, [&](State& shared) { load_weights(shared.path(ending), shared.network); });
}

void settings(benchmark::internal::Benchmark* benchmark) {
    benchmark->Iterations(1)->Repetitions(5)->UseRealTime()->Unit(benchmark::kMillisecond);
}

BENCHMARK(cp)->Apply(settings);
BENCHMARK(cp_synced)->Apply(settings);
BENCHMARK_CAPTURE(save, safetensors, ".safetensors")->Apply(settings);
BENCHMARK_CAPTURE(load, safetensors, ".safetensors")->Apply(settings);
BENCHMARK_CAPTURE(save, npz, ".npz")->Apply(settings);
BENCHMARK_CAPTURE(load, npz, ".npz")->Apply(settings);

}  // namespace

BENCHMARK_MAIN();
