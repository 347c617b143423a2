#include "program.hpp"

#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace example {

struct Program::Parser {
    CLI::App app;
};

Program::Program(const char* description, Flags defaults)
    : flags(std::move(defaults)), parser_(new Parser{CLI::App(description)}) {
    CLI::App& app = parser_->app;
    app.add_option("--data", flags.data, "data folder (otherwise NNLITE_DATA_DIR)");
    app.add_option("--epochs", flags.epochs, "passes over the training data")
        ->capture_default_str();
    app.add_option("--batch-size", flags.batch_size, "samples per step")->capture_default_str();
    app.add_option("--seed", flags.seed, "for initialization and shuffles")->capture_default_str();
    app.add_option("--threads", flags.threads, "0: one per processor")->capture_default_str();
    app.add_option("--json", flags.json, "write a record of the run to this file");
    app.add_option("--out", flags.out, "write pictures to this folder");
    app.add_flag("--smoke", flags.smoke, "a short run, on synthetic data if data is needed");
}
Program::~Program() = default;

Program& Program::flag(const char* name, std::string& value, const char* help) {
    parser_->app.add_option(name, value, help)->capture_default_str();
    return *this;
}
Program& Program::flag(const char* name, std::size_t& value, const char* help) {
    parser_->app.add_option(name, value, help)->capture_default_str();
    return *this;
}
Program& Program::flag(const char* name, double& value, const char* help) {
    parser_->app.add_option(name, value, help)->capture_default_str();
    return *this;
}
Program& Program::flag(const char* name, bool& value, const char* help) {
    parser_->app.add_flag(name, value, help);
    return *this;
}
Program& Program::flag(const char* name, std::optional<std::uint64_t>& value, const char* help) {
    parser_->app.add_option(name, value, help);
    return *this;
}
Program& Program::flag(const char* name, std::optional<double>& value, const char* help) {
    parser_->app.add_option(name, value, help);
    return *this;
}

int Program::run(int argc, char** argv, const std::function<void()>& body) {
    try {
        parser_->app.parse(argc, argv);
    } catch (const CLI::ParseError& error) { return parser_->app.exit(error); }
    try {
        if (flags.threads != 0) { nnlite::set_num_threads(flags.threads); }
        if (!flags.out.empty()) { std::filesystem::create_directories(flags.out); }
        body();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 1;
    }
}

namespace {

double peak_rss_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_maxrss) / 1024;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

// 100 pictures of each class: class c is a bright row c on noise.
nnlite::ImageData made_up_pictures() {
    nnlite::CounterGenerator generator(1);
    nnlite::ImageData data{nnlite::empty_tensor<std::uint8_t>({1000, 28, 28}),
                           nnlite::empty_tensor<std::int32_t>({1000})};
    for (std::size_t i = 0; i < 1000; ++i) {
        data.labels(i) = std::int32_t(i % 10);
        for (std::size_t row = 0; row < 28; ++row) {
            for (std::size_t column = 0; column < 28; ++column) {
                const std::uint64_t noise = generator.bits() % 64;
                data.images(i, row, column) = std::uint8_t(noise + (row == i % 10 ? 190 : 0));
            }
        }
    }
    return data;
}

void print_test(const Run& run) {
    if (run.test.empty()) { return; }
    std::printf("%s:", run.model.c_str());
    const char* separator = "";
    for (const auto& [name, value] : run.test) {
        std::printf("%s test %s %.4f", separator, name.c_str(), value);
        separator = ",";
    }
    std::puts("");
}

nlohmann::ordered_json json_of(const Flags& flags, const Run& run) {
    nlohmann::ordered_json json{{"model", run.model},
                                {"parameters", run.parameters},
                                {"train_samples", run.train_samples},
                                {"seed", flags.seed},
                                {"threads", nnlite::num_threads()},
                                {"epochs", nlohmann::json::array()}};
    for (const auto& [name, value] : run.test) { json["test_" + name] = value; }
    if (run.test_errors) { json["test_errors"] = *run.test_errors; }
    for (std::size_t epoch = 0; epoch < run.history.epochs(); ++epoch) {
        nlohmann::ordered_json entry;
        for (const auto& [name, values] : run.history.series()) { entry[name] = values[epoch]; }
        json["epochs"].push_back(entry);
    }
    for (const auto& [name, values] : run.lists) { json[name] = values; }
    double total = 0;
    for (const double seconds : run.history["seconds"]) { total += seconds; }
    json["seconds_per_epoch"] = median(run.history["seconds"]);
    json["train_seconds"] = total;
    json["peak_rss_mb"] = peak_rss_mb();
    json["weights_crc32"] = run.weights_crc32;
    return json;
}

// "9min 39s", "6.91 s", "145 ms".
std::string time_text(double seconds) {
    if (seconds < 60) {
        char text[32];
        const bool below = seconds < 1;
        std::snprintf(text, sizeof text, "%.3g %s", below ? 1000 * seconds : seconds,
                      below ? "ms" : "s");
        return text;
    }
    std::string text;
    auto rest = std::int64_t(seconds);
    for (const auto& [unit, length] : {std::pair("h", 3600), {"min", 60}, {"s", 1}}) {
        if (rest >= length) {
            text += nnlite::text_of(text.empty() ? "" : " ", rest / length, unit);
        }
        rest %= length;
    }
    return text;
}

// Processor seconds so far: the program's own, and the system's for it.
std::pair<double, double> processor_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return double(t.tv_sec) + 1e-6 * double(t.tv_usec);
    };
    return {seconds(usage.ru_utime), seconds(usage.ru_stime)};
}

}  // namespace

void record(const Flags& flags, const Run& run) { record(flags, std::vector<Run>{run}); }

void record(const Flags& flags, const std::vector<Run>& runs) {
    for (const Run& run : runs) { print_test(run); }
    if (flags.json.empty()) { return; }
    nlohmann::ordered_json json;
    for (const Run& run : runs) { json.push_back(json_of(flags, run)); }
    std::ofstream file(flags.json);
    file << (runs.size() == 1 ? json[0] : json).dump(2) << "\n";
    file.flush();
    if (!file) { nnlite::fail<nnlite::FileError>("--json: cannot write ", flags.json); }
}

void timed(const std::function<void()>& call) {
    const auto [user_begin, system_begin] = processor_seconds();
    Clock clock;
    call();
    const double wall = clock.lap();
    const auto [user_end, system_end] = processor_seconds();
    const double user = user_end - user_begin, system = system_end - system_begin;
    std::printf("CPU times: user %s, sys: %s, total: %s\nWall time: %s\n", time_text(user).c_str(),
                time_text(system).c_str(), time_text(user + system).c_str(),
                time_text(wall).c_str());
}

std::unique_ptr<nnlite::Generator> generator(const Flags& flags,
                                             std::optional<std::uint64_t> torch_seed) {
    if (torch_seed) { return std::make_unique<nnlite::TorchGenerator>(*torch_seed); }
    return std::make_unique<nnlite::CounterGenerator>(flags.seed);
}

std::size_t print_mistakes(const nnlite::Tensor<>& scores, const nnlite::Labels& labels) {
    const nnlite::Labels answers = nnlite::argmax_rows(scores);
    const nnlite::Tensor<> probabilities = nnlite::softmax(nnlite::Variable<>(scores)).value();
    std::vector<std::size_t> wrong;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (answers(i) != labels(i)) { wrong.push_back(i); }
    }
    std::printf("%zu of %zu wrong%s\n", wrong.size(), labels.size(),
                wrong.empty() ? "" : ", the first:");
    for (std::size_t k = 0; k < std::min<std::size_t>(wrong.size(), 10); ++k) {
        const std::size_t i = wrong[k];
        std::printf("  Idx %zu: P%d (%.0f%%) T%d\n", i, answers(i),
                    100 * double(probabilities(i, std::size_t(answers(i)))), labels(i));
    }
    return wrong.size();
}

std::vector<std::size_t> numbers(const std::string& text, std::size_t least) {
    std::vector<std::size_t> result;
    for (const std::string& part : CLI::detail::split(text, ',')) {
        std::size_t number = 0;
        if (!CLI::detail::lexical_cast(part, number) || number < least) {
            nnlite::fail<nnlite::ValueError>("expected numbers from ", least,
                                             " on, such as 256,128, got ", text);
        }
        result.push_back(number);
    }
    return result;
}

nnlite::ImageData mnist(const Flags& flags, nnlite::MnistPart part) {
    if (flags.smoke) { return made_up_pictures(); }
    const auto folder = nnlite::data_folder(flags.data);
    if (!folder) {
        nnlite::fail<nnlite::FileError>(
            "MNIST is needed: name its folder with --data or NNLITE_DATA_DIR; "
            "`cmake --build build --target mnist_data` fetches it");
    }
    return nnlite::load_mnist(*folder, part);
}

}  // namespace example
