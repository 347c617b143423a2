#include "nnlite/losses/probabilities.hpp"

#include <cmath>

#include "losses/check_loss.hpp"

using nnlite::cross_entropy_from_probabilities;
using nnlite::Labels;
using nnlite::negative_log_likelihood;
using nnlite::Reduction;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::ValueError;
using nnlite::Variable;
using Variables = std::vector<Variable<double>>;

TEST_CASE("cross_entropy_from_probabilities: known values") {
    const Variable<float> p{Tensor<float>(reference::probabilities)};
    const Labels labels{1, 2, 0};
    const Tensor<float> one_hot(reference::one_hot);
    const auto sparse = cross_entropy_from_probabilities(p, labels, {Reduction::none});
    REQUIRE(distance(sparse.value(), reference::keras_sparse) < 2e-6);
    REQUIRE(sparse.value()(1) == Approx(-std::log(1e-7)));
    const auto categorical = cross_entropy_from_probabilities(p, one_hot, {Reduction::none});
    REQUIRE(distance(categorical.value(), reference::keras_categorical) < 2e-6);
    REQUIRE(categorical.value()(2) == Approx(std::log(2.0)));
    REQUIRE(cross_entropy_from_probabilities(p, labels, {Reduction::sum}).item() ==
            Approx(3 * cross_entropy_from_probabilities(p, labels).item()));
}

TEST_CASE("cross_entropy_from_probabilities: laws") {
    const Variable<double> p(Tensor<double>{{0.2, 0.5, 0.3}, {0.7, 0.2, 0.4}});
    const Tensor<double> soft{{0.1, 0.2, 0.7}, {0.3, 0.4, 0.3}};
    for (const Reduction reduction : {Reduction::mean, Reduction::sum, Reduction::none}) {
        const auto sparse = nnlite::check_gradient(
            [&](const Variables& x) {
                return cross_entropy_from_probabilities(x[0], Labels{2, 0}, {reduction});
            },
            {p});
        REQUIRE(sparse.relative_error < 1e-6);
        const auto dense = nnlite::check_gradient(
            [&](const Variables& x) {
                return cross_entropy_from_probabilities(x[0], soft, {reduction});
            },
            {p});
        REQUIRE(dense.relative_error < 1e-6);
    }
}

TEST_CASE("cross_entropy_from_probabilities: errors") {
    const Variable<float> p(nnlite::full_tensor<float>({2, 3}, 0.5F));
    REQUIRE_ERROR(cross_entropy_from_probabilities(p, Labels{0, 3}), ValueError,
                  "cross_entropy_from_probabilities: expected labels 0 to 2, got 3 in row 1");
    REQUIRE_ERROR(cross_entropy_from_probabilities(p, Labels{0}), ShapeError,
                  "cross_entropy_from_probabilities: expected labels of shape [2], got [1]");
    REQUIRE_ERROR(cross_entropy_from_probabilities(p, Tensor<float>{1, 2}), ShapeError,
                  "cross_entropy_from_probabilities: expected targets of shape [2, 3], got [2]");
}

TEST_CASE("cross_entropy_from_probabilities: a row of zeros is clipped, as with labels") {
    const Variable<double> p(Tensor<double>{{0, 0, 0}, {0.5, 0.5, 0}}, true);
    const auto loss =
        cross_entropy_from_probabilities(p, Tensor<double>{{0, 1, 0}, {1, 0, 0}}, {Reduction::sum});
    REQUIRE(loss.item() == Approx(-std::log(1e-7) + std::log(2)));
    loss.backward();
    for (std::size_t i = 0; i < 3; ++i) { REQUIRE(p.gradient()(0, i) == 0); }
    REQUIRE(p.gradient()(1, 0) == Approx(-1));
}

TEST_CASE("negative_log_likelihood: a label that weighs 0") {
    const Variable<double> x(Tensor<double>{{-INFINITY, 0}, {-1, -2}}, true);
    const auto loss = negative_log_likelihood(x, Labels{0, 1}, {.class_weights = {0, 2}});
    REQUIRE(loss.item() == 2);
    loss.backward();
    REQUIRE(x.gradient() == Tensor<double>{{0, 0}, {0, -1}});
}

TEST_CASE("cross_entropy_from_probabilities: edges") {
    const Variable<float> p(Tensor<float>{{1, 0}, {1, 0}}, true);
    cross_entropy_from_probabilities(p, Labels{0, 1}).backward();
    REQUIRE(p.gradient() == nnlite::full_tensor<float>({2, 2}, 0.0F));  // clipped
    const Variable<float> bad(Tensor<float>{{NAN, 0}, {1, 0}});
    REQUIRE(std::isnan(cross_entropy_from_probabilities(bad, Labels{0, 1}).item()));
}

TEST_CASE("negative_log_likelihood: known values and gradients") {
    const auto with = [](Reduction reduction) {
        return [=](const Variable<double>& x) {
            return negative_log_likelihood(x, reference::labels,
                                           {reference::class_weights, reduction});
        };
    };
    const auto& x = reference::log_probabilities;
    check_loss(with(Reduction::mean), x, reference::nll_mean_weighted,
               reference::d_nll_mean_weighted);
    check_loss(with(Reduction::sum), x, reference::nll_sum_weighted, reference::d_nll_sum_weighted);
    check_loss(with(Reduction::none), x, reference::nll_none_weighted,
               reference::d_nll_none_weighted);
    REQUIRE(
        negative_log_likelihood(Variable<float>(Tensor<float>{{-1, -2}, {-3, -4}}), Labels{1, 0})
            .item() == 2.5F);
}

TEST_CASE("negative_log_likelihood: laws") {
    for (const bool weighted : {false, true}) {
        const auto check = nnlite::check_gradient(
            [&](const Variables& x) {
                nnlite::NegativeLogLikelihood options;
                if (weighted) { options.class_weights = reference::class_weights; }
                return negative_log_likelihood(x[0], reference::labels, options);
            },
            {Variable<double>(reference::log_probabilities)});
        REQUIRE(check.relative_error < 1e-6);
    }
}

TEST_CASE("negative_log_likelihood: errors") {
    const Variable<float> x(nnlite::full_tensor<float>({2, 3}, -1.0F));
    REQUIRE_ERROR(negative_log_likelihood(x, Labels{0, 3}), ValueError,
                  "negative_log_likelihood: expected labels 0 to 2, got 3 in row 1");
    REQUIRE_ERROR(negative_log_likelihood(x, Labels{0, 1}, {.class_weights = {1}}), ShapeError,
                  "negative_log_likelihood: expected 3 class weights, got 1");
}
