#include "nnlite/losses/loss.hpp"

#include <string>

#include "nnlite/losses/binary_cross_entropy.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/losses/hinge.hpp"
#include "nnlite/losses/kl_divergence.hpp"
#include "nnlite/losses/regression.hpp"
#include "support/catch.hpp"

using nnlite::Labels;
using nnlite::Loss;
using nnlite::OutputKind;
using nnlite::Targets;
using nnlite::Tensor;
using nnlite::ValueError;
using nnlite::Variable;

namespace {

struct CompileOptions {
    Loss<> loss;
};

std::string describe(const CompileOptions& options) { return options.loss.name(); }

}  // namespace

TEST_CASE("Loss: known values") {
    const Variable<float> x(Tensor<float>{{0.5F, -1}, {2, 0.25F}});
    const Tensor<float> dense{{0.25F, 0.75F}, {1, 0}};
    const Labels labels{1, 0};
    const auto of = [&](const Loss<>& loss, const Targets<float>& targets) {
        return loss(x, targets).item();
    };
    REQUIRE(of(nnlite::MeanSquaredError{}, dense) == nnlite::mse(x, dense).item());
    REQUIRE(of(nnlite::MeanAbsoluteError{}, dense) == nnlite::mae(x, dense).item());
    REQUIRE(of(nnlite::Huber{.delta = 0.5}, dense) ==
            nnlite::huber(x, dense, {.delta = 0.5}).item());
    REQUIRE(of(nnlite::CrossEntropy{.label_smoothing = 0.1}, labels) ==
            nnlite::cross_entropy(x, labels, {.label_smoothing = 0.1}).item());
    REQUIRE(of(nnlite::CrossEntropy{}, dense) == nnlite::cross_entropy(x, dense).item());
    REQUIRE(of(nnlite::CrossEntropyFromProbabilities{}, labels) ==
            nnlite::cross_entropy_from_probabilities(x, labels).item());
    REQUIRE(of(nnlite::CrossEntropyFromProbabilities{}, dense) ==
            nnlite::cross_entropy_from_probabilities(x, dense).item());
    REQUIRE(of(nnlite::BinaryCrossEntropy{}, dense) ==
            nnlite::binary_cross_entropy(x, dense).item());
    REQUIRE(of(nnlite::BinaryCrossEntropyFromProbabilities{}, dense) ==
            nnlite::binary_cross_entropy_from_probabilities(x, dense).item());
    REQUIRE(of(nnlite::NegativeLogLikelihood{}, labels) ==
            nnlite::negative_log_likelihood(x, labels).item());
    REQUIRE(of(nnlite::KLDivergence{.batch_mean = true}, dense) ==
            nnlite::kl_divergence(x, dense, {.batch_mean = true}).item());
    REQUIRE(of(nnlite::Hinge{.squared = true}, dense) ==
            nnlite::hinge(x, dense, {.squared = true}).item());
    REQUIRE(of(nnlite::MultiMargin{.margin = 2}, labels) ==
            nnlite::multi_margin(x, labels, {.margin = 2}).item());
}

TEST_CASE("Loss: name and output kind") {
    REQUIRE(describe({.loss = nnlite::CrossEntropy{}}) == "cross_entropy");
    REQUIRE(Loss<>(nnlite::CrossEntropy{}).output_kind() == OutputKind::classes);
    REQUIRE(Loss<>(nnlite::Huber{}).output_kind() == OutputKind::values);
    REQUIRE(Loss<>(nnlite::BinaryCrossEntropy{}).output_kind() == OutputKind::logit);
    REQUIRE(Loss<>(nnlite::BinaryCrossEntropyFromProbabilities{}).output_kind() ==
            OutputKind::probability);
    const Loss<double> own = [](const Variable<double>& output, const Targets<double>&) {
        return nnlite::mse(output, 0);
    };
    const Loss<double> copy = own;
    REQUIRE(copy(3.0, Labels{}).item() == 9.0);
    REQUIRE(std::string(own.name()) == "loss");
    REQUIRE(own.output_kind() == OutputKind::values);
}

TEST_CASE("Loss: errors") {
    const Variable<float> x(Tensor<float>{{0.5F, -1}, {2, 0.25F}});
    const Labels labels{1, 0};
    const auto text = [](const std::string& name) {
        return name + ": expected targets of the outputs' kind (a Tensor), got Labels of shape [2]";
    };
    for (const Loss<>& loss :
         {Loss<>(nnlite::MeanSquaredError{}), Loss<>(nnlite::MeanAbsoluteError{}),
          Loss<>(nnlite::Huber{}), Loss<>(nnlite::BinaryCrossEntropy{}),
          Loss<>(nnlite::BinaryCrossEntropyFromProbabilities{}), Loss<>(nnlite::KLDivergence{}),
          Loss<>(nnlite::Hinge{})}) {
        REQUIRE_ERROR(loss(x, labels), ValueError, text(loss.name()));
    }
    for (const Loss<>& loss :
         {Loss<>(nnlite::NegativeLogLikelihood{}), Loss<>(nnlite::MultiMargin{})}) {
        REQUIRE_ERROR(
            loss(x, x.value()), ValueError,
            std::string(loss.name()) + ": expected Labels, got dense targets of shape [2, 2]");
    }
}
