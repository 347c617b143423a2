#include "nnlite/training/checkpoint.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>

#include "nnlite/data/digits.hpp"
#include "nnlite/data/image_augmentation.hpp"
#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/random/numpy.hpp"
#include "nnlite/random/torch.hpp"
#include "nnlite/serialization/checksum.hpp"
#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/temporary_file.hpp"
#include "support/text.hpp"
#include "support/training.hpp"

using namespace nnlite;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t steps_of_epoch = 5;

// The program is stopped after that many steps.
struct Stopped : std::exception {};
struct StopAfter : Callback<> {
    std::size_t left;
    explicit StopAfter(std::size_t steps) : left(steps) {}
    void on_batch_end(Model<>&, std::size_t, double) override {
        if (left-- == 0) { throw Stopped(); }
    }
};

// Looks at the model in the middle of epochs.
struct Evaluate : Callback<> {
    const Dataset<>& data;
    explicit Evaluate(const Dataset<>& on) : data(on) {}
    void on_batch_end(Model<>& model, std::size_t step, double) override {
        if (step == 2) { model.evaluate(data); }
    }
};

// A training with all that is random or remembered.
struct Training {
    CheckpointOptions checkpoint = {};
    std::size_t epochs = 4, batch_size = 7, samples = 44, width = 10;
    bool early = true, evaluates = false, plateaus = false;
    Generator* generator = nullptr;
    std::size_t stop_after = 1000;

    struct Result {
        std::uint32_t crc = 0;
        History history;
        std::size_t best_epoch = 0;
    };

    Result run(const std::string& folder) const {
        const auto data = digit_pictures(samples);
        Model model(Sequential(Flatten{}, Linear(8, {.activation = Activation::relu}),
                               BatchNorm1d{}, Dropout(0.3), Linear(width)),
                    7);
        model.compile({.loss = CrossEntropy{}, .metrics = {accuracy_metric()}, .clip_norm = 3});
        EarlyStopping<> stopping({.monitor = "val_accuracy", .patience = 2, .maximize = true});
        LearningRateScheduler<> schedule(
            CosineSchedule{.learning_rate = 0.02, .steps = 20, .warm_up_steps = 3},
            {.each_step = true});
        PlateauScheduler<> plateau(
            ReduceOnPlateau({.learning_rate = 0.02, .factor = 0.5, .patience = 0, .threshold = 1}),
            "loss");
        CsvLog<> log(folder + "/log.csv");
        Evaluate evaluate(data);
        StopAfter stop(stop_after);
        Checkpoint<> keep(folder + "/run.nnlite", checkpoint);
        FitOptions<> options{.epochs = epochs,
                             .batch_size = batch_size,
                             .validation_split = 0.25,
                             .callbacks = {&schedule, &keep, &log, &stop},
                             .verbose = Verbose::silent,
                             .transform = ImageAugmentation({.width_shift = 0.1, .rotation = 10}),
                             .generator = generator};
        if (plateaus) { options.callbacks[0] = &plateau; }
        if (early) { options.callbacks.push_back(&stopping); }
        if (evaluates) { options.callbacks.push_back(&evaluate); }
        Result result;
        result.history = model.fit(data, options);
        result.crc = checksum(model);
        result.best_epoch = stopping.best_epoch();
        REQUIRE(model.history().epochs() == result.history.epochs());
        return result;
    }

    // Stopped after so many steps, then run again.
    Result broken(const std::string& folder, std::size_t steps) const {
        Training first = *this;
        first.stop_after = steps;
        REQUIRE_THROWS_AS(first.run(folder), Stopped);
        return run(folder);
    }
};

// The epochs and figures of a CsvLog, without the seconds.
std::string log_without_seconds(const std::string& folder) {
    std::ifstream file(folder + "/log.csv");
    std::string line, text;
    while (std::getline(file, line)) {
        text += line.substr(0, line.find(',', line.find(',', line.find(',') + 1) + 1)) +
                line.substr(line.find(",v") == std::string::npos ? line.rfind(',') : 0) + "\n";
    }
    return text;
}

// A safetensors file with `from` in its header replaced.
Bytes with_header(const Bytes& bytes, const std::string& from, const std::string& to) {
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), sizeof length);
    std::string header(bytes.begin() + 8, bytes.begin() + 8 + std::ptrdiff_t(length));
    const std::size_t at = header.find(from);
    REQUIRE(at != header.npos);
    header.replace(at, from.size(), to);
    header.resize((header.size() + 7) / 8 * 8, ' ');
    const std::uint64_t now = header.size();
    Bytes result(sizeof now);
    std::memcpy(result.data(), &now, sizeof now);
    result.insert(result.end(), header.begin(), header.end());
    result.insert(result.end(), bytes.begin() + 8 + std::ptrdiff_t(length), bytes.end());
    return result;
}

std::uint32_t crc32_of(const Bytes& bytes) {
    return std::uint32_t(crc32_z(0, bytes.data(), bytes.size()));
}

}  // namespace

TEST_CASE("Checkpoint: a run stopped after any step ends with the same weights") {
    const TemporaryFile whole("run");
    const Training training{.checkpoint = {.every_steps = 3}};
    const auto wanted = training.run(whole.folder());
    REQUIRE(wanted.history.epochs() == 4);
    for (std::size_t steps = 0; steps < 4 * steps_of_epoch; steps += 3) {
        const TemporaryFile folder("run");
        const auto got = training.broken(folder.folder(), steps);
        INFO("stopped after " << steps);
        REQUIRE(got.crc == wanted.crc);
        REQUIRE(got.history["loss"] == wanted.history["loss"]);
        REQUIRE(got.history["val_accuracy"] == wanted.history["val_accuracy"]);
        REQUIRE(got.best_epoch == wanted.best_epoch);
        REQUIRE(log_without_seconds(folder.folder()) == log_without_seconds(whole.folder()));
    }
}

TEST_CASE("Checkpoint: a run with a callback that evaluates within epochs") {
    const TemporaryFile whole("run"), folder("run");
    const auto wanted = Training{.early = false}.run(whole.folder());
    const Training training{.checkpoint = {.every_steps = 1}, .early = false, .evaluates = true};
    REQUIRE(training.broken(folder.folder(), steps_of_epoch + 3).crc == wanted.crc);
}

TEST_CASE("Checkpoint: a plateau scheduler resumes with its rate") {
    const TemporaryFile whole("run"), folder("run");
    const Training training{.checkpoint = {.every_steps = 1}, .early = false, .plateaus = true};
    const auto wanted = training.run(whole.folder());
    REQUIRE(training.broken(folder.folder(), 2 * steps_of_epoch + 1).crc == wanted.crc);
}

TEST_CASE("Checkpoint: at each epoch's end, and with every generator") {
    const auto check = [](auto make) {
        const TemporaryFile whole("run");
        auto generator = make();
        const Training training{.generator = &generator};
        const auto wanted = training.run(whole.folder());
        for (const std::size_t steps : {3U, 7U, 12U}) {
            const TemporaryFile folder("run");
            auto first = make(), second = make();
            Training stopped = training;
            stopped.checkpoint.every_steps = steps % 2 == 0 ? 0 : 2;
            stopped.generator = &first;
            stopped.stop_after = steps;
            REQUIRE_THROWS_AS(stopped.run(folder.folder()), Stopped);
            stopped.generator = &second;
            stopped.stop_after = 1000;
            REQUIRE(stopped.run(folder.folder()).crc == wanted.crc);
        }
    };
    check([] { return CounterGenerator(3); });
    check([] { return TorchGenerator(3); });
    check([] { return NumpyRandomState(3); });
}

TEST_CASE("Checkpoint: a run killed at 20 moments") {
    const TemporaryFile whole("run");
    const Training training{.checkpoint = {.every_steps = 3}, .epochs = 6, .early = false};
    const int threads = num_threads();
    set_num_threads(1);  // a forked process has no other
    const auto start = std::chrono::steady_clock::now();
    const auto wanted = training.run(whole.folder());
    const std::chrono::duration<double> duration = std::chrono::steady_clock::now() - start;
    int killed = 0;
    for (int moment = 0; moment < 20; ++moment) {
        const TemporaryFile folder("run");
        const pid_t child = fork();
        if (child == 0) {
            training.run(folder.folder());
            _exit(0);
        }
        std::this_thread::sleep_for(duration * (moment * 7 % 20 + 0.5) / 20.0);
        kill(child, SIGKILL);
        int status = 0;
        waitpid(child, &status, 0);
        killed += WIFSIGNALED(status);
        REQUIRE(training.run(folder.folder()).crc == wanted.crc);
    }
    REQUIRE(killed > 0);
    set_num_threads(threads);
}

TEST_CASE("Checkpoint: a run that had ended is as it was, and may go on for more epochs") {
    const TemporaryFile folder("run"), other("run");
    Training training{.epochs = 2, .early = false};
    const auto first = training.run(folder.folder());
    const auto again = training.run(folder.folder());
    REQUIRE(again.crc == first.crc);
    REQUIRE(again.history.series() == first.history.series());
    training.epochs = 4;
    REQUIRE(training.run(folder.folder()).crc == training.run(other.folder()).crc);
    training.epochs = 30;
    training.early = true;
    const TemporaryFile early("run");
    const auto stopped = training.run(early.folder());
    REQUIRE(stopped.history.epochs() < 30);
    REQUIRE(training.run(early.folder()).crc == stopped.crc);
    training.checkpoint.resume = false;
    training.epochs = 2;
    training.early = false;
    REQUIRE(training.run(folder.folder()).crc == first.crc);
}

TEST_CASE("Checkpoint: the files") {
    const TemporaryFile folder("run");
    Training{.checkpoint = {.keep = 3}, .early = false}.run(folder.folder());
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder.folder())) {
        names.insert(entry.path().filename());
    }
    REQUIRE(names ==
            std::set<std::string>{"log.csv", "run.nnlite", "run.nnlite.1", "run.nnlite.2"});
    REQUIRE(safetensors_metadata(folder.folder() + "/run.nnlite.2")
                .at("nnlite.training")
                .find("\"epoch\": 3, \"step\": 0") != std::string::npos);
}

TEST_CASE("Checkpoint: a damaged file") {
    const TemporaryFile whole("run"), folder("run");
    const Training training{.checkpoint = {.every_steps = 3}};
    const auto wanted = training.run(whole.folder());
    Training stopped = training;
    stopped.stop_after = 13;
    REQUIRE_THROWS_AS(stopped.run(folder.folder()), Stopped);
    const std::string newest = folder.folder() + "/run.nnlite";
    const Bytes good = file_bytes(newest);
    const std::string text(good.begin(), good.end());
    const std::size_t places[] = {good.size() - 100,              // of a tensor
                                  text.find("epoch\\\": 3") + 9,  // in the texts
                                  text.find("rate\\\": 0.3") + 10};
    for (const std::size_t place : places) {
        Bytes bytes = good;
        bytes.at(place) ^= 1U;
        folder.add("run.nnlite", bytes);
        const std::string warnings = folder.folder() + "/warnings";
        const int before = dup(2);
        REQUIRE(std::freopen(warnings.c_str(), "w", stderr) != nullptr);
        stopped.stop_after = 0;
        REQUIRE_THROWS_AS(stopped.run(folder.folder()), Stopped);
        REQUIRE_FALSE(fs::exists(newest + ".1"));  // it took the damaged one's place
        stopped.stop_after = 13;
        const auto got = training.run(folder.folder());
        std::fflush(stderr);
        dup2(before, 2);
        close(before);
        REQUIRE(got.crc == wanted.crc);
        REQUIRE(file_text(warnings).starts_with("warning: Checkpoint: " + newest +
                                                ": expected a checksum "));
        REQUIRE(file_text(warnings).ends_with("; trying the previous checkpoint\n"));
        fs::remove(newest);
        fs::remove(newest + ".1");
        REQUIRE_THROWS_AS(stopped.run(folder.folder()), Stopped);
    }
    folder.add("run.nnlite", {});
    folder.add("run.nnlite.1", Bytes(20, 'x'));
    REQUIRE_ERROR(
        training.run(folder.folder()), FileError,
        "Checkpoint: " + newest +
            ": expected a valid checkpoint, got damaged ones; remove them to start again");
}

TEST_CASE("Checkpoint: tensors that have changed names, types, shapes or places") {
    const TemporaryFile folder("run");
    Training training{.checkpoint = {.every_steps = 3, .keep = 1}, .stop_after = 7};
    REQUIRE_THROWS_AS(training.run(folder.folder()), Stopped);
    const Bytes good = file_bytes(folder.folder() + "/run.nnlite");
    const auto check = [&](const Bytes& bytes) {
        folder.add("run.nnlite", bytes);
        REQUIRE_THROWS_AS(training.run(folder.folder()), FileError);
    };
    // Of one shape: a file that load_model() takes.
    Bytes exchanged = with_header(good, "\"2.weight\":", "\"x\":");
    exchanged = with_header(exchanged, "\"2.bias\":", "\"2.weight\":");
    check(with_header(exchanged, "\"x\":", "\"2.bias\":"));
    check(with_header(good, "\"dtype\":\"F32\",\"shape\":[8]", "\"dtype\":\"I32\",\"shape\":[8]"));
    check(with_header(good, "\"shape\":[8]", "\"shape\":[2, 4]"));
    folder.add("run.nnlite", good);
    REQUIRE_THROWS_AS(training.run(folder.folder()), Stopped);
}

TEST_CASE("Checkpoint: a file of before its version was in it") {
    const TemporaryFile whole("run"), folder("run");
    const Training training{.checkpoint = {.every_steps = 3}};
    const auto wanted = training.run(whole.folder());
    Training stopped = training;
    stopped.stop_after = 13;
    REQUIRE_THROWS_AS(stopped.run(folder.folder()), Stopped);
    const std::string path = folder.folder() + "/run.nnlite";
    fs::remove(path + ".1");
    Bytes old = with_header(file_bytes(path), "\\\"version\\\": 2, ", "");
    old = with_header(old, ", \\\"drop_last\\\": false", "");
    folder.add("run.nnlite", old);
    auto texts = safetensors_metadata(path);
    const std::string text = texts.at("nnlite.training");
    const std::size_t at = text.find("\"checksum\": ") + 12;
    const std::string zero = text.substr(0, at) + "0}" + texts.at("nnlite.model");
    Bytes content(zero.begin(), zero.end());
    std::uint64_t length = 0;
    std::memcpy(&length, old.data(), sizeof length);
    content.insert(content.end(), old.begin() + 8 + std::ptrdiff_t(length), old.end());
    const std::string number = text.substr(at, text.size() - 1 - at);
    folder.add("run.nnlite", with_header(old, "\"checksum\\\": " + number,
                                         "\"checksum\\\": " + std::to_string(crc32_of(content))));
    REQUIRE(training.run(folder.folder()).crc == wanted.crc);
    REQUIRE(training.run(folder.folder()).crc == wanted.crc);  // of the newest version now
}

TEST_CASE("Checkpoint: a failed write leaves both files") {
    const TemporaryFile folder("run");
    Training training{.checkpoint = {.every_steps = 1}, .stop_after = 8};
    REQUIRE_THROWS_AS(training.run(folder.folder()), Stopped);
    const std::string newest = folder.folder() + "/run.nnlite";
    const Bytes first = file_bytes(newest), second = file_bytes(newest + ".1");
    REQUIRE(first != second);
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit small{first.size() - 1000, limit.rlim_max};
    const auto before = std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    std::string error = "nothing was thrown";
    try {
        training.run(folder.folder());
    } catch (const std::exception& caught) { error = caught.what(); }
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, before);
    REQUIRE(error == "Checkpoint: " + newest + ": cannot be written (File too large)");
    REQUIRE(file_bytes(newest) == first);
    REQUIRE(file_bytes(newest + ".1") == second);
}

TEST_CASE("Checkpoint: errors") {
    REQUIRE_ERROR(Checkpoint<>("run", {.keep = 0}), ValueError,
                  "Checkpoint: expected keep in [1, 1000], got 0");
    const TemporaryFile folder("run");
    const Training training{.epochs = 1};
    training.run(folder.folder());
    const std::string place = "Checkpoint: " + folder.folder() +
                              "/run.nnlite: the checkpoint is of another training",
                      hint = "; to start from the beginning, use another path or .resume = false";
    Training other = training;
    other.samples = 48;
    other.batch_size = 10;
    other.early = false;
    REQUIRE_ERROR(other.run(folder.folder()), ValueError,
                  place +
                      "; fit.samples: expected 36, got 33; fit.batch_size: expected 10, got "
                      "7; fit.callbacks: expected 4, got 5" +
                      hint);
    other = training;
    other.width = 12;
    TorchGenerator torch;
    other.generator = &torch;
    REQUIRE_ERROR(other.run(folder.folder()), ValueError,
                  place +
                      "; network.layers.4.options.out: expected 12, got 10; fit.generator: "
                      "expected \"torch\", got \"counter\"" +
                      hint);

    const auto data = digit_pictures(20);
    Model model(Sequential(Flatten{}, Linear(10)), 1);
    model.compile({.loss = CrossEntropy{}});
    Checkpoint<> once(folder.folder() + "/once");
    const FitOptions<> options{.callbacks = {&once}, .verbose = Verbose::silent};
    model.fit(data, options);
    REQUIRE_ERROR(model.fit(data, options), ValueError,
                  "Checkpoint: expected a separate Checkpoint for each fit(), got " +
                      folder.folder() + "/once twice");
}
