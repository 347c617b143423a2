#include "nnlite/training/fit_options.hpp"

#include "nnlite/data/csv.hpp"
#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/losses/regression.hpp"
#include "nnlite/training/model.hpp"
#include "support/catch.hpp"
#include "support/temporary_file.hpp"
#include "support/training.hpp"

using namespace nnlite;

namespace {

struct CountSteps : Callback<> {
    std::size_t steps = 0;
    void on_batch_end(Model<>&, std::size_t, double) override { ++steps; }
};

}  // namespace

TEST_CASE("fit: drop_last leaves out a last batch that BatchNorm cannot take") {
    const TensorDataset<> data(numbers({33, 4}), full_tensor<std::int32_t>({33}, 1));
    Model model(Sequential(Linear(4), BatchNorm1d{}, Linear(3)), 1);
    model.compile({.loss = CrossEntropy{}});
    CountSteps count;
    FitOptions<> options{.epochs = 2,
                         .batch_size = 32,
                         .drop_last = true,
                         .callbacks = {&count},
                         .verbose = Verbose::silent};
    model.fit(data, options);
    REQUIRE(count.steps == 2);
    options.drop_last = false;
    REQUIRE_ERROR(model.fit(data, options), ValueError,
                  "BatchNorm1d: expected more than one value per channel in training, got [1, 4]; "
                  "fit's drop_last leaves out a last batch of one");
    options.callbacks.push_back(nullptr);
    REQUIRE_ERROR(model.fit(data, options), ValueError,
                  "fit: expected callbacks, got a null pointer");
}

TEST_CASE("plateau scheduler: each fit() restarts, from the optimizer's rate if it has none") {
    const TensorDataset<> data(numbers({4, 2}), numbers({4, 1}));
    const auto fit = [&](Model<>& model, PlateauScheduler<>& scheduler) {
        model.fit(data, {.epochs = 3, .callbacks = {&scheduler}, .verbose = Verbose::silent});
        return model.optimizer().learning_rate();
    };
    // A threshold that no epoch meets: the rate falls after epochs 2 and 3.
    const ReduceOnPlateauOptions always{.factor = 0.5, .patience = 0, .threshold = 1};
    Model model = linear_model(0.5);
    PlateauScheduler<> own(ReduceOnPlateau(always), "loss");
    REQUIRE(fit(model, own) == 0.125);
    REQUIRE(fit(model, own) == 0.125 / 4);  // from the optimizer's rate, but with best and wait new
    ReduceOnPlateauOptions with_rate = always;
    with_rate.learning_rate = 1;
    PlateauScheduler<> fixed(ReduceOnPlateau(with_rate), "loss");
    REQUIRE(fit(model, fixed) == 0.25);
    REQUIRE(fit(model, fixed) == 0.25);
}

TEST_CASE("ReduceOnPlateau: negative figures, and a threshold of 1") {
    ReduceOnPlateau falling({.learning_rate = 1, .factor = 0.5, .patience = 1, .threshold = 0.1});
    for (int i = 0; i < 3; ++i) { falling.update(-1); }
    REQUIRE(falling.learning_rate() == 0.5);
    REQUIRE(falling.update(-1.2) == 0.5);  // better than -1.1
    ReduceOnPlateau rising(
        {.learning_rate = 1, .maximize = true, .factor = 0.5, .patience = 0, .threshold = 0.1});
    rising.update(-1);
    REQUIRE(rising.update(-0.95) == 0.5);  // not above -0.9
    REQUIRE(rising.update(-0.8) == 0.5);
    ReduceOnPlateau whole({.learning_rate = 1, .factor = 0.5, .patience = 0, .threshold = 1});
    REQUIRE(whole.update(3) == 1);  // the first is better than none
    REQUIRE(whole.update(2) == 0.5);
}

TEST_CASE("CsvLog: names with commas and quotes read back") {
    const TensorDataset<> data(numbers({4, 2}), numbers({4, 1}));
    const TemporaryFile file("log.csv");
    CsvLog<> log(file.path());
    Model model(Sequential(Linear(1)), 1);
    model.compile(
        {.loss = MeanSquaredError{},
         .metrics = {{"a,\"b\"", [](const Tensor<>&, const Targets<>&) { return 7.0; }}}});
    model.fit(data, {.epochs = 2, .callbacks = {&log}, .verbose = Verbose::silent});
    const CsvTable table = read_csv(file.path());
    REQUIRE(table.columns == std::vector<std::string>{"epoch", "a,\"b\"", "loss", "seconds"});
    REQUIRE(table.values(1, 1) == 7);
}

TEST_CASE("model: a long number on the progress line, a short line of the summary, classes") {
    REQUIRE(detail::metric_text(1e30) == "1000000000000000019884624838656.0000");
    REQUIRE(detail::metric_text(-1e308).size() > 300);
    Model model(Sequential(Linear(1)), 1);
    model.build({5, 2});
    REQUIRE_ERROR(model.summary_text(10), ValueError,
                  "summary: expected a line_length of at least 11, got 10");
    REQUIRE_NOTHROW(model.summary_text(11));
    REQUIRE(model.predict_classes(numbers({3, 5, 2})).shape() == Shape{3, 5});
    Model moved = std::move(model);
    Batch<> batch;
    REQUIRE_THROWS_AS(model.train_step(batch), ValueError);
}
