// The figures that fit() and evaluate() report do not depend on how the data is cut into batches.
#include <optional>
#include <vector>

#include "nnlite/layers/linear.hpp"
#include "nnlite/losses/binary_cross_entropy.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/losses/hinge.hpp"
#include "nnlite/losses/kl_divergence.hpp"
#include "nnlite/losses/regression.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/training/model.hpp"
#include "support/catch.hpp"

using namespace nnlite;

namespace {

const Tensor<> inputs = {{1, 0, 2},  {-1, 3, 1}, {0.5F, 0, -2}, {2, 2, 2},
                         {-3, 1, 0}, {0, 0, 1},  {1, -1, 1},    {4, 0, -1}};
const Labels labels{0, 0, 2, 0, 0, 0, 0, 1};

Model<> model_of(const Loss<>& loss, std::vector<Metric<>> metrics = {}) {
    Model<> model(Sequential<>(Linear<>(3)), 3);
    model.build({3});
    model.compile({.loss = loss, .optimizer = SGDOptions{}, .metrics = std::move(metrics)});
    return model;
}

// The loss over all data, the same for every size of a batch, in fit() and in evaluate().
double loss_of(const Loss<>& loss, const TensorDataset<>& data) {
    Model<> model = model_of(loss);
    const double all = model.evaluate(data, 8).at("loss");
    for (const std::size_t size : {1, 3, 5, 7}) {
        CAPTURE(size, loss.name());
        REQUIRE(model.evaluate(data, size).at("loss") == Approx(all).epsilon(1e-6));
        Model<> still = model_of(loss);
        still.optimizer().set_learning_rate(0);
        const History history = still.fit(data, {.batch_size = size, .verbose = Verbose::silent});
        REQUIRE(history["loss"].back() == Approx(all).epsilon(1e-6));
    }
    return all;
}

Tensor<> outputs() { return model_of(CrossEntropy{}).predict(inputs); }

}  // namespace

TEST_CASE("figures: class weights weigh in the loss of all data") {
    const Vector<double> weights{1, 20, 0.5};
    const TensorDataset<> data(inputs, labels);
    const Variable<> y = outputs();
    REQUIRE(loss_of(CrossEntropy{.class_weights = weights}, data) ==
            Approx(cross_entropy(y, labels, {.class_weights = weights}).item()));
    const NegativeLogLikelihood likelihood{.class_weights = weights};
    REQUIRE(loss_of(likelihood, data) == Approx(likelihood(y, labels).item()));
    const MultiMargin margin{.class_weights = weights};
    REQUIRE(loss_of(margin, data) == Approx(margin(y, labels).item()));
}

TEST_CASE("figures: labels to be ignored") {
    const Labels some{0, 9, 9, 9, 9, 1, 2, 9};
    const TensorDataset<> data(inputs, some);
    const Variable<> y = outputs();
    const CrossEntropy plain{.ignore_index = 9};
    REQUIRE(loss_of(plain, data) == Approx(plain(y, some).item()));
    const CrossEntropy weighted{.class_weights = {1, 3, 0.25}, .ignore_index = 9};
    REQUIRE(loss_of(weighted, data) == Approx(weighted(y, some).item()));
    const TensorDataset<> none(inputs, Labels(0 * some + 9));
    REQUIRE(loss_of(plain, none) == 0);
}

TEST_CASE("figures: Reduction::sum adds up over the data") {
    const TensorDataset<> classes(inputs, labels);
    const Tensor<> wanted = inputs * inputs / 16.0F;
    const TensorDataset<> values(inputs, wanted);
    const Variable<> y = outputs();
    const Reduction sum = Reduction::sum;
    REQUIRE(
        loss_of(CrossEntropy{.class_weights = {1, 20, 2}, .reduction = sum}, classes) ==
        Approx(cross_entropy(y, labels, {.class_weights = {1, 20, 2}, .reduction = sum}).item()));
    REQUIRE(loss_of(MeanSquaredError{sum}, values) == Approx(mse(y, wanted, {sum}).item()));
    REQUIRE(loss_of(MultiMargin{.reduction = sum}, classes) ==
            Approx(multi_margin(y, labels, {.reduction = sum}).item()));
    REQUIRE(loss_of(BinaryCrossEntropy{sum}, values) ==
            Approx(binary_cross_entropy(y, wanted, {sum}).item()));
}

TEST_CASE("figures: means over samples") {
    const Tensor<> wanted = inputs * inputs / 16.0F;
    const TensorDataset<> values(inputs, wanted);
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

// A loss of the user's whose samples weigh what the second column of the targets says.
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

TEST_CASE("figures: a loss of the user's says what its samples weigh") {
    Tensor<> wanted = inputs;
    for (std::size_t i = 0; i < 8; ++i) { wanted(i, 1) = float(i * i); }
    Model<> model(Sequential<>(Linear<>(1)), 3);
    model.build({3});
    model.compile({.loss = WeightedError{}});
    const TensorDataset<> data(inputs, wanted);
    const double all = model.evaluate(data, 8).at("loss");
    REQUIRE(model.evaluate(data, 3).at("loss") == Approx(all).epsilon(1e-6));
}

TEST_CASE("figures: totals of files without weights") {
    EpochTotals totals;
    const Json written{Json::Object{{"samples", Json{8.0}}, {"loss", Json{4.0}}}};
    FieldVisitor visitor(written, "file: ");
    visit_fields(visitor, totals);
    visitor.finish();
    REQUIRE(totals.weight == 8);
}
