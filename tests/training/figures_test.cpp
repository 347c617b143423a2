// The figures that fit() and evaluate() report do not depend on how the data is cut into batches.
#include <exception>
#include <string>
#include <vector>

#include "nnlite/data/one_hot.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/losses/binary_cross_entropy.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/losses/hinge.hpp"
#include "nnlite/losses/kl_divergence.hpp"
#include "nnlite/losses/regression.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/training/checkpoint.hpp"
#include "nnlite/training/model.hpp"
#include "reference/metrics.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/reference_tensor.hpp"
#include "support/temporary_file.hpp"

using namespace nnlite;

namespace {

const Tensor<> eight_inputs = {{1, 0, 2},  {-1, 3, 1}, {0.5F, 0, -2}, {2, 2, 2},
                               {-3, 1, 0}, {0, 0, 1},  {1, -1, 1},    {4, 0, -1}};
const Labels eight_labels{0, 0, 2, 0, 0, 0, 0, 1};

Model<> classifier_of(const Loss<>& loss, std::vector<Metric<>> metrics = {}) {
    Model<> model(Sequential<>(Linear<>(3)), 3);
    model.build({3});
    model.compile({.loss = loss, .optimizer = SGDOptions{}, .metrics = std::move(metrics)});
    return model;
}

// The loss over all data, the same for every size of a batch, in fit() and in evaluate().
double loss_of(const Loss<>& loss, const TensorDataset<>& data) {
    Model<> model = classifier_of(loss);
    const double all = model.evaluate(data, 8).at("loss");
    for (const std::size_t size : {1, 3, 5, 7}) {
        CAPTURE(size, loss.name());
        REQUIRE(model.evaluate(data, size).at("loss") == Approx(all).epsilon(1e-6));
        Model<> still = classifier_of(loss);
        still.optimizer().set_learning_rate(0);
        const History history = still.fit(data, {.batch_size = size, .verbose = Verbose::silent});
        REQUIRE(history["loss"].back() == Approx(all).epsilon(1e-6));
    }
    return all;
}

Tensor<> outputs() { return classifier_of(CrossEntropy{}).predict(eight_inputs); }

}  // namespace

TEST_CASE("figures: class weights weigh in the loss of all data") {
    const nnlite::detail::Vector<double> weights{1, 20, 0.5};
    const TensorDataset<> data(eight_inputs, eight_labels);
    const Variable<> y = outputs();
    REQUIRE(loss_of(CrossEntropy{.class_weights = weights}, data) ==
            Approx(cross_entropy(y, eight_labels, {.class_weights = weights}).item()));
    const NegativeLogLikelihood likelihood{.class_weights = weights};
    REQUIRE(loss_of(likelihood, data) == Approx(likelihood(y, eight_labels).item()));
    const MultiMargin margin{.class_weights = weights};
    REQUIRE(loss_of(margin, data) == Approx(margin(y, eight_labels).item()));
}

TEST_CASE("figures: labels to be ignored") {
    const Labels some{0, 9, 9, 9, 9, 1, 2, 9};
    const TensorDataset<> data(eight_inputs, some);
    const Variable<> y = outputs();
    const CrossEntropy plain{.ignore_index = 9};
    REQUIRE(loss_of(plain, data) == Approx(plain(y, some).item()));
    const CrossEntropy weighted{.class_weights = {1, 3, 0.25}, .ignore_index = 9};
    REQUIRE(loss_of(weighted, data) == Approx(weighted(y, some).item()));
    const TensorDataset<> none(eight_inputs, Labels(0 * some + 9));
    REQUIRE(loss_of(plain, none) == 0);
}

TEST_CASE("figures: Reduction::sum adds up over the data") {
    const TensorDataset<> classes(eight_inputs, eight_labels);
    const Tensor<> wanted = eight_inputs * eight_inputs / 16.0F;
    const TensorDataset<> values(eight_inputs, wanted);
    const Variable<> y = outputs();
    const Reduction sum = Reduction::sum;
    REQUIRE(loss_of(CrossEntropy{.class_weights = {1, 20, 2}, .reduction = sum}, classes) ==
            Approx(cross_entropy(y, eight_labels, {.class_weights = {1, 20, 2}, .reduction = sum})
                       .item()));
    REQUIRE(loss_of(MeanSquaredError{sum}, values) == Approx(mse(y, wanted, {sum}).item()));
    REQUIRE(loss_of(MultiMargin{.reduction = sum}, classes) ==
            Approx(multi_margin(y, eight_labels, {.reduction = sum}).item()));
    REQUIRE(loss_of(BinaryCrossEntropy{sum}, values) ==
            Approx(binary_cross_entropy(y, wanted, {sum}).item()));
}

TEST_CASE("figures: means over samples") {
    const Tensor<> wanted = eight_inputs * eight_inputs / 16.0F;
    const TensorDataset<> values(eight_inputs, wanted);
    const Variable<> y = outputs();
    REQUIRE(loss_of(MeanSquaredError{}, values) == Approx(mse(y, wanted).item()));
    REQUIRE(loss_of(KLDivergence{.batch_mean = true}, values) ==
            Approx(kl_divergence(y, wanted, {.batch_mean = true}).item()));
    REQUIRE(loss_of(CrossEntropy{.class_weights = {1, 20, 2}}, values) ==
            Approx(cross_entropy(y, wanted, {.class_weights = {1, 20, 2}}).item()));
    REQUIRE(loss_of([](const Variable<>& output,
                       const Targets<>& targets) { return MeanAbsoluteError{}(output, targets); },
                    values) == Approx(mae(y, wanted).item()));
}

namespace {

// A user-defined loss with the second column of the targets as weights of the samples.
struct WeightedError {
    static double total(const Targets<>& targets) {
        double sum = 0;
        const auto& numbers = std::get<Tensor<>>(targets);
        for (std::size_t i = 0; i < numbers.shape()[0]; ++i) { sum += double(numbers(i, 1)); }
        return sum;
    }
    Variable<> operator()(const Variable<>& output, const Targets<>& targets) const {
        const auto& numbers = std::get<Tensor<>>(targets);
        const Tensor<> wanted = xt::view(numbers, xt::all(), xt::range(0, 1));
        const Tensor<> weights = xt::view(numbers, xt::all(), xt::range(1, 2));
        return nnlite::sum(weights * square(output - wanted)) / total(targets);
    }
    double weight(const Targets<>& targets) const {
        return total(targets) / double(std::get<Tensor<>>(targets).shape()[0]);
    }
};

}  // namespace

TEST_CASE("figures: a user-defined loss gives the weights of its samples") {
    Tensor<> wanted = eight_inputs;
    for (std::size_t i = 0; i < 8; ++i) { wanted(i, 1) = float(i * i); }
    Model<> model(Sequential<>(Linear<>(1)), 3);
    model.build({3});
    model.compile({.loss = WeightedError{}});
    const TensorDataset<> data(eight_inputs, wanted);
    const double all = model.evaluate(data, 8).at("loss");
    REQUIRE(model.evaluate(data, 3).at("loss") == Approx(all).epsilon(1e-6));
}

TEST_CASE("figures: totals of files without weights") {
    nnlite::detail::EpochTotals totals;
    const nnlite::detail::Json written{nnlite::detail::Json::Object{
        {"samples", nnlite::detail::Json{8.0}}, {"loss", nnlite::detail::Json{4.0}}}};
    FieldVisitor visitor(written, "file: ");
    visit_fields(visitor, totals);
    visitor.finish();
    REQUIRE(totals.weight == 8);
}

namespace {

// 40 answers of 6 classes and what scikit-learn says of them.
const Labels answers = reference_tensor<std::int32_t>({40}, reference::predicted);
const Labels true_answers = reference_tensor<std::int32_t>({40}, reference::labels);
const double mean_iou_of_answers = (6.0 / 14 + 7.0 / 14 + 4.0 / 9 + 8.0 / 15 + 0) / 5;

std::vector<Metric<>> count_metrics() {
    return {f1_metric(),
            f1_metric(Average::weighted),
            f1_metric(Average::micro),
            precision_metric(),
            recall_metric(),
            mean_iou_metric(),
            accuracy_metric(),
            top_k_accuracy_metric(1)};
}

void check_counted(const Logs& logs, const std::string& prefix = "") {
    REQUIRE(logs.at(prefix + "precision") == Approx(reference::macro[0]).epsilon(1e-12));
    REQUIRE(logs.at(prefix + "recall") == Approx(reference::macro[1]).epsilon(1e-12));
    REQUIRE(logs.at(prefix + "f1") == Approx(reference::macro[2]).epsilon(1e-12));
    REQUIRE(logs.at(prefix + "f1_weighted") == Approx(reference::weighted[2]).epsilon(1e-12));
    REQUIRE(logs.at(prefix + "f1_micro") == Approx(reference::micro[2]).epsilon(1e-12));
    REQUIRE(logs.at(prefix + "mean_iou") == Approx(mean_iou_of_answers).epsilon(1e-12));
    REQUIRE(logs.at(prefix + "accuracy") == reference::label_accuracy);
    REQUIRE(logs.at(prefix + "top1_accuracy") == reference::label_accuracy);
}

// Its outputs are its inputs.
Model<> mirror(const Loss<>& loss, const std::vector<Metric<>>& metrics, const Shape& sample) {
    Model<> model(Sequential<>(Linear<>(sample[0], {.bias_init = Initializer::zeros()})));
    model.build(sample);
    parameters(model.network())[0].mutable_value() = xt::eye<float>(sample[0]);
    model.compile({.loss = loss, .metrics = metrics});
    return model;
}

}  // namespace

TEST_CASE("figures: counts are those of all data at once, scikit-learn's") {
    const auto metrics = count_metrics();
    const TensorDataset<> data(one_hot(answers, 6), true_answers);
    const TensorDataset<> dense(one_hot(answers, 6), one_hot(true_answers, 6));
    Model<> model = mirror(CrossEntropy{}, metrics, {6}),
            other = mirror(CrossEntropy{}, metrics, {6});
    for (const std::size_t size : {1, 3, 7, 40, 100}) {
        CAPTURE(size);
        check_counted(model.evaluate(data, size));
        check_counted(other.evaluate(dense, size));  // of the same objects
    }
    for (const auto& metric : metrics) {
        const double one = metric.function(one_hot(answers, 6), true_answers);
        REQUIRE(one == model.evaluate(data, 9).at(metric.name));
        REQUIRE(nnlite::detail::known_metric(metric.type).value().name == metric.name);
    }
}

TEST_CASE("figures: an evaluation inside fit() does not touch the counts of the epoch") {
    struct Probe : Callback<> {
        const TensorDataset<>* data = nullptr;
        void on_batch_end(Model<>& model, std::size_t, double) override {
            check_counted(model.evaluate(*data, 11));
        }
    } probe;
    const TensorDataset<> data(one_hot(answers, 6), true_answers);
    probe.data = &data;
    Model<> model = mirror(CrossEntropy{}, count_metrics(), {6});
    model.optimizer().set_learning_rate(0);
    const History history = model.fit(data, {.epochs = 2,
                                             .batch_size = 7,
                                             .validation_data = &data,
                                             .callbacks = {&probe},
                                             .verbose = Verbose::silent});
    for (const std::size_t epoch : {0, 1}) {
        Logs logs;
        for (const auto& metric : count_metrics()) {
            logs[metric.name] = history[metric.name][epoch];
            logs["val_" + metric.name] = history["val_" + metric.name][epoch];
        }
        check_counted(logs);
        check_counted(logs, "val_");
    }
}

TEST_CASE("figures: labels that the loss ignores do not count in metrics") {
    // Each second row is to be ignored.
    const Tensor<> scores = one_hot(Labels{0, 1, 2, 2, 1, 1}, 3);
    const Labels some{0, 9, 1, 9, 1, 9};
    Model<> model = mirror(CrossEntropy{.ignore_index = 9}, count_metrics(), {3});
    for (const std::size_t size : {1, 4, 6}) {
        const Logs logs = model.evaluate(TensorDataset<>(scores, some), size);
        REQUIRE(logs.at("accuracy") == Approx(2.0 / 3));
        REQUIRE(logs.at("top1_accuracy") == Approx(2.0 / 3));
        REQUIRE(logs.at("recall") == Approx((1 + 0.5 + 0) / 3));
        REQUIRE(logs.at("mean_iou") == Approx((1 + 0.5 + 0) / 3));
    }
    const Logs none = model.evaluate(TensorDataset<>(scores, Labels{9, 9, 9, 9, 9, 9}));
    for (const auto& [name, value] : none) { REQUIRE(value == 0); }
}

TEST_CASE("figures: a single output is class 1's, read as the loss says") {
    // Right, missed, right, false alarm, right.
    const auto targets = make_tensor<float>({5, 1}, {1, 1, 0, 0, 1});
    const std::vector<Metric<>> metrics{f1_metric(), precision_metric(), recall_metric(),
                                        mean_iou_metric()};
    const auto check = [&](const Loss<>& loss, const Tensor<>& outputs) {
        Model<> model = mirror(loss, metrics, {1});
        const Logs logs = model.evaluate(TensorDataset<>(outputs, targets), 2);
        REQUIRE(logs.at("precision") == Approx(2.0 / 3));
        REQUIRE(logs.at("recall") == Approx(2.0 / 3));
        REQUIRE(logs.at("f1") == Approx(2.0 / 3));
        REQUIRE(logs.at("mean_iou") == Approx(0.5));
    };
    check(BinaryCrossEntropy{}, make_tensor<float>({5, 1}, {0.2F, -1, -0.1F, 3, 1}));
    check(BinaryCrossEntropyFromProbabilities{},
          make_tensor<float>({5, 1}, {0.6F, 0.4F, 0.1F, 0.9F, 1}));
}

TEST_CASE("figures: a checkpoint in the middle of an epoch keeps the counts") {
    struct Stopped : std::exception {};
    struct StopAfter : Callback<> {
        std::size_t left = 1000;
        void on_batch_end(Model<>&, std::size_t, double) override {
            if (left-- == 0) { throw Stopped(); }
        }
    };
    const auto run = [](const std::string& path, std::size_t steps) {
        Model<> model(Sequential<>(Linear<>(6)), 5);
        model.compile({.loss = CrossEntropy{.class_weights = {1, 2, 3, 4, 5, 6}},
                       .metrics = count_metrics()});
        Checkpoint<> keep(path, {.every_steps = 1});
        StopAfter stop;
        stop.left = steps;
        return model.fit(TensorDataset<>(one_hot(answers, 6), true_answers),
                         {.epochs = 2,
                          .batch_size = 7,
                          .callbacks = {&keep, &stop},
                          .verbose = Verbose::silent});
    };
    const TemporaryFile whole("run"), broken("run");
    const History all = run(whole.folder() + "/run.nnlite", 1000);
    REQUIRE_THROWS_AS(run(broken.folder() + "/run.nnlite", 9), Stopped);
    const History resumed = run(broken.folder() + "/run.nnlite", 1000);
    REQUIRE(resumed["loss"] == all["loss"]);
    for (const auto& metric : count_metrics()) {
        REQUIRE(resumed[metric.name] == all[metric.name]);
    }
}

TEST_CASE("figures: a user-defined metric adds up counts") {
    const auto share = counting_metric<>(
        "share of class 3",
        [](const MetricBatch<>& batch, std::vector<double>& counts) {
            counts.resize(2);
            for (const std::int32_t label : std::get<Labels>(batch.targets)) {
                counts[0] += label == 3;
                ++counts[1];
            }
        },
        [](const std::vector<double>& counts) { return counts[0] / counts[1]; });
    Model<> model = mirror(CrossEntropy{}, {share}, {6});
    const TensorDataset<> data(one_hot(answers, 6), true_answers);
    REQUIRE(model.evaluate(data, 7).at("share of class 3") == 13.0 / 40);
}
