#include "nnlite/training/callback.hpp"

#include <cstdio>
#include <fstream>
#include <limits>
#include <memory>
#include <string>

#include "nnlite/layers/linear.hpp"
#include "nnlite/losses/regression.hpp"
#include "nnlite/training/model.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/training.hpp"

using namespace nnlite;

namespace {

TensorDataset<> line() {
    return {make_tensor<float>({4, 1}, {1, 2, 3, 4}), make_tensor<float>({4, 1}, {2, 4, 6, 8})};
}

FitOptions<> with(Callback<>& callback, std::size_t epochs) {
    return {.epochs = epochs,
            .batch_size = 4,
            .shuffle = false,
            .callbacks = {&callback},
            .verbose = Verbose::silent};
}

}  // namespace

TEST_CASE("early stopping: ends after `patience` bad epochs and brings the best weights back") {
    const auto data = line();
    Model model = linear_model(0.2);  // too large a step: the loss grows
    model.build({1});
    EarlyStopping<> stopping({.monitor = "loss", .patience = 3});
    const Tensor<> start = parameter(model.network(), "0.weight").value();
    const History history = model.fit(data, with(stopping, 50));
    REQUIRE(history.epochs() == 4);
    REQUIRE(stopping.best_epoch() == 1);
    REQUIRE(stopping.stopped_epoch() == 4);
    REQUIRE(stopping.best() == history["loss"][0]);
    REQUIRE((parameter(model.network(), "0.weight").value() != start));

    Model best = linear_model(0.2);  // with one epoch, the best
    best.build({1});
    EarlyStopping<> unused({.monitor = "loss", .patience = 3});
    best.fit(data, with(unused, 1));
    for (const char* name : {"0.weight", "0.bias"}) {
        REQUIRE(
            (parameter(model.network(), name).value() == parameter(best.network(), name).value()));
    }
}

TEST_CASE("early stopping: runs on while the figure improves") {
    const auto data = line();
    Model model = linear_model(0.01);
    EarlyStopping<> stopping({.monitor = "loss", .patience = 2});
    REQUIRE(model.fit(data, with(stopping, 20)).epochs() == 20);
    REQUIRE(stopping.stopped_epoch() == 0);
    EarlyStopping<> greedy({.monitor = "loss", .patience = 2, .min_delta = 1e9});
    REQUIRE(model.fit(data, with(greedy, 20)).epochs() == 3);
}

TEST_CASE("early stopping: figures that are NaN") {
    const auto data = line();
    // The value of each epoch; the last one stays.
    const auto run = [&](std::vector<double> figures, EarlyStopping<>& stopping) {
        Model model = linear_model(0.001);
        auto epoch = std::make_shared<std::size_t>(0);
        model.compile({.loss = MeanSquaredError{},
                       .optimizer = SGDOptions{.learning_rate = 0.001},
                       .metrics = {{"figure", [=](const Tensor<>&, const Targets<>&) {
                                        return figures[std::min(*epoch, figures.size() - 1)];
                                    }}}});
        std::vector<Tensor<>> weights;
        LambdaCallback<> look([&](Model<>& m, std::size_t, const Logs&) {
            ++*epoch;
            weights.push_back(parameter(m.network(), "0.weight").value());
        });
        FitOptions<> options = with(stopping, 6);
        options.batch_size = 1000;
        options.callbacks = {&look, &stopping};
        const std::size_t epochs = model.fit(data, options).epochs();
        const Tensor<> end = parameter(model.network(), "0.weight").value();
        std::size_t of_epoch = 0;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            if (weights[i] == end) { of_epoch = i + 1; }
        }
        return std::pair(epochs, of_epoch);
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const bool maximize : {false, true}) {
        const EarlyStoppingOptions options{
            .monitor = "figure", .patience = 2, .maximize = maximize};
        EarlyStopping<> never(options), once(options);
        REQUIRE(run({nan}, never) == std::pair<std::size_t, std::size_t>(2, 2));
        REQUIRE(never.best_epoch() == 0);
        REQUIRE(never.stopped_epoch() == 2);
        REQUIRE(run({nan, 1, nan}, once) == std::pair<std::size_t, std::size_t>(4, 2));
        REQUIRE(once.best_epoch() == 2);
        REQUIRE(once.best() == 1);
    }
    for (const std::size_t patience : {0U, 1U}) {  // never after the first epoch
        EarlyStopping<> short_lived({.monitor = "figure", .patience = patience});
        REQUIRE(run({nan}, short_lived) == std::pair<std::size_t, std::size_t>(2, 2));
    }
    EarlyStopping<> infinite({.monitor = "figure", .patience = 3});
    REQUIRE(run({std::numeric_limits<double>::infinity()}, infinite) ==
            std::pair<std::size_t, std::size_t>(3, 3));
}

TEST_CASE("early stopping: errors") {
    const auto data = line();
    Model model = linear_model(0.01);
    EarlyStopping<> stopping;
    REQUIRE_ERROR(model.fit(data, with(stopping, 5)), ValueError,
                  "EarlyStopping: there is no metric val_loss to monitor; validation data or "
                  "metrics are missing");
}

TEST_CASE("learning rate scheduler: sets the rate before each epoch") {
    const auto data = line();
    Model model = linear_model(0.01);
    std::vector<double> rates;
    LearningRateScheduler<> scheduler([](std::size_t epoch) { return 0.01 / double(epoch + 1); });
    LambdaCallback<> watch([&](Model<>& m, std::size_t, const Logs&) {
        rates.push_back(m.optimizer().learning_rate());
    });
    FitOptions<> options = with(scheduler, 3);
    options.callbacks.push_back(&watch);
    model.fit(data, options);
    REQUIRE(rates == std::vector<double>{0.01, 0.005, 0.01 / 3});
}

TEST_CASE("csv log: a header and a row per epoch") {
    const auto data = line();
    const std::string path = "callback_test.csv";
    Model model = linear_model(0.01);
    CsvLog<> log(path);
    const History history = model.fit(data, with(log, 2));
    std::ifstream file(path);
    std::string header, first, second, third;
    std::getline(file, header);
    std::getline(file, first);
    std::getline(file, second);
    REQUIRE(header == "epoch,loss,seconds");
    REQUIRE(first == text_of("1,", history["loss"][0], ",", history["seconds"][0]));
    REQUIRE(second.starts_with("2,"));
    REQUIRE_FALSE(std::getline(file, third));
    std::remove(path.c_str());
    CsvLog<> nowhere("no such folder/log.csv");
    REQUIRE_ERROR(model.fit(data, with(nowhere, 1)), FileError,
                  "CsvLog: cannot write no such folder/log.csv");
}

TEST_CASE("learning rate scheduler: or before each step") {
    const auto data = line();
    Model model = linear_model(0.01);
    std::vector<std::size_t> asked;
    LearningRateScheduler<> scheduler(
        [&](std::size_t step) {
            asked.push_back(step);
            return 0.01;
        },
        {.each_step = true});
    FitOptions<> options = with(scheduler, 2);
    options.batch_size = 2;
    model.fit(data, options);
    REQUIRE(asked == std::vector<std::size_t>{0, 1, 2, 3, 4});
}

TEST_CASE("plateau scheduler: lowers the rate while the loss does not fall") {
    const auto data = line();
    Model model = linear_model(0);
    PlateauScheduler<> scheduler(
        ReduceOnPlateau({.learning_rate = 0.2, .factor = 0.5, .patience = 0}), "loss");
    model.fit(data, with(scheduler, 3));  // 0.2 is too large a step: the loss grows
    REQUIRE(model.optimizer().learning_rate() == 0.05);
    PlateauScheduler<> blind(ReduceOnPlateau({.learning_rate = 0.2}));
    REQUIRE_ERROR(model.fit(data, with(blind, 1)), ValueError,
                  "PlateauScheduler: there is no metric val_loss to monitor; validation data or "
                  "metrics are missing");
}
