#pragma once

// The common part of the example programs: flags, synthetic data and the record of a run. The flag
// parser and the JSON writer are compiled once, in program.cpp.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nnlite/nnlite.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace example {

struct Flags {
    std::size_t epochs = 1, batch_size = 32;
    std::string data = {};  // folder, or empty for NNLITE_DATA_DIR
    std::uint64_t seed = 0;
    int threads = 0;  // 0: one per processor
    std::string json = {}, out = {};
    bool smoke = false;
};

class Program {
   public:
    Program(const char* description, Flags defaults);
    ~Program();

    // A flag of this program; `value` holds the default.
    Program& flag(const char* name, std::string& value, const char* help);
    Program& flag(const char* name, std::size_t& value, const char* help);
    Program& flag(const char* name, double& value, const char* help);
    Program& flag(const char* name, bool& value, const char* help);
    Program& flag(const char* name, std::optional<std::uint64_t>& value, const char* help);
    Program& flag(const char* name, std::optional<double>& value, const char* help);

    // Reads the command line and runs the body; an error becomes one line and exit code 1.
    int run(int argc, char** argv, const std::function<void()>& body);

    Flags flags;

   private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

// The record of a run.
struct Run {
    std::string model;
    std::size_t parameters, train_samples;
    nnlite::History history;
    nnlite::Logs test;
    std::uint32_t weights_crc32;
    std::optional<std::size_t> test_errors = {};
    std::map<std::string, std::vector<double>> lists = {};  // other results, by name
};

// Prints the test results and writes the file of --json; for several runs, a list.
void record(const Flags& flags, const Run& run);
void record(const Flags& flags, const std::vector<Run>& runs);

// Prints the number of misclassified samples and the first ten: number, prediction with its
// probability, label. Returns the number.
std::size_t print_mistakes(const nnlite::Tensor<>& scores, const nnlite::Labels& labels);

template <class T>
Run run_of(const std::string& name, nnlite::Layer<T>& network, std::size_t train_samples,
           const nnlite::History& history, const nnlite::Logs& test) {
    return {name,          nnlite::parameter_count(network),
            train_samples, history,
            test,          nnlite::weights_crc32(nnlite::parameters(network))};
}

template <class T>
void record(const Flags& flags, const std::string& name, nnlite::Model<T>& model,
            std::size_t train_samples, const nnlite::History& history, const nnlite::Logs& test,
            std::optional<std::size_t> test_errors = {}) {
    Run run = run_of(name, model.network(), train_samples, history, test);
    run.test_errors = test_errors;
    record(flags, run);
}

// The generator for initialization and shuffles: PyTorch's after manual_seed(*torch_seed) if it is
// set, else the library's with --seed.
std::unique_ptr<nnlite::Generator> generator(const Flags& flags,
                                             std::optional<std::uint64_t> torch_seed);
inline constexpr const char* torch_seed_help =
    "initialize as PyTorch does after manual_seed of this, instead of --seed";

// Seconds since construction, or since the last lap.
class Clock {
   public:
    double lap() {
        const auto begin = std::exchange(begin_, std::chrono::steady_clock::now());
        return std::chrono::duration<double>(begin_ - begin).count();
    }

   private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// Calls a function and prints its time, as %time does in a notebook.
void timed(const std::function<void()>& call);

// "256,128" as numbers, none below `least`.
std::vector<std::size_t> numbers(const std::string& text, std::size_t least);
inline std::vector<std::size_t> widths(const std::string& text) { return numbers(text, 1); }

// MNIST from the data folder, or synthetic pictures of its size for --smoke.
nnlite::ImageData mnist(const Flags& flags, nnlite::MnistPart part);

}  // namespace example
