#include "nnlite/losses/loss.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "nnlite/losses/binary_cross_entropy.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/losses/focal_loss.hpp"
#include "nnlite/losses/hinge.hpp"
#include "nnlite/losses/kl_divergence.hpp"
#include "nnlite/losses/regression.hpp"
#include "support/catch.hpp"

using nnlite::Labels;
using nnlite::Loss;
using nnlite::OutputKind;
using nnlite::ShapeError;
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
    REQUIRE(of(nnlite::FocalLoss{.gamma = 1}, dense) ==
            nnlite::focal_loss(x, dense, {.gamma = 1}).item());
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
    REQUIRE(Loss<>(nnlite::FocalLoss{}).output_kind() == OutputKind::logit);
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

TEST_CASE("Loss: the weight of a batch is its labels' mean weight") {
    const Targets<float> labels = Labels{2, 0, 0, 1};
    const nnlite::detail::Vector<double> of_classes{1, 2, 5};
    const auto weight = [&](const Loss<>& loss) { return loss.weight(labels); };
    REQUIRE(weight(nnlite::CrossEntropy{.class_weights = of_classes, .ignore_index = 1}) == 1.75);
    REQUIRE(weight(nnlite::NegativeLogLikelihood{.class_weights = of_classes}) == 2.25);
    REQUIRE(weight(nnlite::CrossEntropyFromProbabilities{.ignore_index = 1}) == 0.75);
    REQUIRE(weight(nnlite::MultiMargin{.class_weights = of_classes, .ignore_index = 0}) == 0.5);
}

TEST_CASE("Loss: labels or dense targets by the type of the numbers") {
    const Variable<float> x(Tensor<float>{{0.5F, -1, 2}, {2, 0.25F, -3}});
    const Labels labels{2, 0};
    const xt::xarray<float> one_hot{{0, 0, 1}, {1, 0, 0}};
    const xt::xarray<float, xt::layout_type::column_major> columns = one_hot;
    const nnlite::CrossEntropyFromProbabilities probabilities{};
    const float dense = nnlite::cross_entropy(x, Tensor<float>(one_hot)).item();
    const float sparse = nnlite::cross_entropy(x, labels).item();
    SECTION("integers are labels") {
        const auto check = [&](const auto& y) {
            REQUIRE(nnlite::cross_entropy(x, y).item() == sparse);
            REQUIRE(nnlite::CrossEntropy{}(x, y).item() == sparse);
            REQUIRE(probabilities(x, y).item() == probabilities(x, labels).item());
            REQUIRE(nnlite::cross_entropy_from_probabilities(x, y).item() ==
                    probabilities(x, labels).item());
            REQUIRE(nnlite::negative_log_likelihood(x, y).item() ==
                    nnlite::NegativeLogLikelihood{}(x, labels).item());
            REQUIRE(nnlite::multi_margin(x, y).item() == nnlite::MultiMargin{}(x, labels).item());
        };
        check(labels);
        check(xt::xarray<int>{2, 0});
        check(xt::xtensor<std::int64_t, 1>{2, 0});
        check(Tensor<std::uint8_t>{2, 0});
        check(Tensor<std::int64_t>{2, 0});
        check(std::vector<int>{2, 0});
        check(2 * xt::xarray<int>{1, 0});
        const xt::xarray<int> both{{2, 9}, {0, 9}};
        check(xt::view(both, xt::all(), 0));
    }
    SECTION("floating point numbers are dense") {
        const auto check = [&](const auto& y) {
            REQUIRE(nnlite::cross_entropy(x, y).item() == dense);
            REQUIRE(nnlite::CrossEntropy{}(x, y).item() == dense);
            REQUIRE(nnlite::cross_entropy_from_probabilities(x, y).item() ==
                    probabilities(x, Tensor<float>(one_hot)).item());
            REQUIRE(nnlite::MeanSquaredError{}(x, y).item() == nnlite::mse(x, one_hot).item());
        };
        check(one_hot);
        check(columns);
        check(Tensor<double>(one_hot));
        check(2 * one_hot / 2);
        check(xt::view(one_hot, xt::all(), xt::all()));
        check(xt::xtensor<double, 2>(one_hot));
    }
    SECTION("fractional labels are refused") {
        const xt::xarray<float> fractions{0.9F, 1.9F};
        const char* text =
            "cross_entropy: expected integers as labels or targets of shape [2, 3], got "
            "floating-point values of shape [2]";
        REQUIRE_ERROR(nnlite::cross_entropy(x, fractions), ShapeError, text);
        REQUIRE_ERROR(Loss<>(nnlite::CrossEntropy{})(x, Tensor<float>(fractions)), ShapeError,
                      text);
        REQUIRE_THROWS_AS(nnlite::cross_entropy_from_probabilities(x, fractions), ShapeError);
        REQUIRE_ERROR(nnlite::negative_log_likelihood(x, fractions), ValueError,
                      "negative_log_likelihood: expected Labels, got dense targets of shape [2]");
        REQUIRE_ERROR(nnlite::multi_margin(x, std::vector<double>{2, 0}), ValueError,
                      "multi_margin: expected Labels, got dense targets of shape [2]");
    }
}

TEST_CASE("Loss: errors") {
    const Variable<float> x(Tensor<float>{{0.5F, -1}, {2, 0.25F}});
    const Labels labels{1, 0};
    const auto text = [](const std::string& name) {
        return name + ": expected dense targets (a Tensor), got Labels of shape [2]";
    };
    for (const Loss<>& loss :
         {Loss<>(nnlite::MeanSquaredError{}), Loss<>(nnlite::MeanAbsoluteError{}),
          Loss<>(nnlite::Huber{}), Loss<>(nnlite::BinaryCrossEntropy{}),
          Loss<>(nnlite::BinaryCrossEntropyFromProbabilities{}), Loss<>(nnlite::KLDivergence{}),
          Loss<>(nnlite::Hinge{}), Loss<>(nnlite::FocalLoss{})}) {
        REQUIRE_ERROR(loss(x, labels), ValueError, text(loss.name()));
    }
    for (const Loss<>& loss :
         {Loss<>(nnlite::NegativeLogLikelihood{}), Loss<>(nnlite::MultiMargin{})}) {
        REQUIRE_ERROR(
            loss(x, x.value()), ValueError,
            std::string(loss.name()) + ": expected Labels, got dense targets of shape [2, 2]");
    }
}

TEST_CASE("Loss: an empty function is refused where the loss is made") {
    using Function = Variable<float>(const Variable<float>&, const Targets<float>&);
    const std::string refusal = "Loss: expected a function, got an empty one";
    Function* const none = nullptr;
    REQUIRE_ERROR(Loss<float>(none), ValueError, refusal);
    REQUIRE_ERROR(Loss<float>(std::function<Function>()), ValueError, refusal);
    const Loss<float> lambda([](const Variable<float>& y, const Targets<float>&) { return y; });
    REQUIRE(lambda(Variable<float>(3), Targets<float>()).item() == 3);
}
