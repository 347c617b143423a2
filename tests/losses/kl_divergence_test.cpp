#include "nnlite/losses/kl_divergence.hpp"

#include <cmath>

#include "losses/check_loss.hpp"

using nnlite::kl_divergence;
using nnlite::KLDivergence;
using nnlite::Reduction;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::Variable;
using Variables = std::vector<Variable<double>>;

TEST_CASE("kl_divergence: known values and gradients") {
    const auto with = [](KLDivergence options) {
        return [=](const Variable<double>& x) {
            return kl_divergence(x, reference::kl_targets, options);
        };
    };
    const auto& x = reference::log_probabilities;
    check_loss(with({}), x, reference::kl_mean, reference::d_kl_mean);
    check_loss(with({.reduction = Reduction::sum}), x, reference::kl_sum, reference::d_kl_sum);
    check_loss(with({.reduction = Reduction::none}), x, reference::kl_none, reference::d_kl_none);
    check_loss(with({.batch_mean = true}), x, reference::kl_batchmean, reference::d_kl_batchmean);
}

TEST_CASE("kl_divergence: laws") {
    for (const bool batch_mean : {false, true}) {
        const auto check = nnlite::check_gradient(
            [&](const Variables& x) { return kl_divergence(x[0], x[1], {batch_mean}); },
            {Variable<double>(reference::log_probabilities),
             Variable<double>(reference::soft_targets)});
        INFO(check.text());
        REQUIRE(check.relative_error < 1e-6);
    }
}

TEST_CASE("kl_divergence: errors") {
    const Variable<float> x(nnlite::full_tensor<float>({2, 3}, -1.0F));
    REQUIRE_ERROR(kl_divergence(x, Tensor<float>{1, 0, 0}), ShapeError,
                  "kl_divergence: expected targets of shape [2, 3], got [3]");
}

TEST_CASE("kl_divergence: edges") {
    const Variable<float> x(Tensor<float>{{0, -INFINITY}}, true), t(Tensor<float>{{1, 0}}, true);
    const Variable<float> y = kl_divergence(x, t);
    REQUIRE(y.item() == 0.0F);
    y.backward();
    REQUIRE(x.gradient() == Tensor<float>{{-0.5F, 0}});
    REQUIRE(t.gradient()(0, 1) == 0.0F);
    REQUIRE(std::isnan(kl_divergence(Variable<float>(NAN), 0.5F).item()));
    REQUIRE(std::isnan(kl_divergence(Variable<float>(-1), NAN).item()));
}
