#include "nnlite/losses/binary_cross_entropy.hpp"

#include <cmath>

#include "losses/check_loss.hpp"

using nnlite::binary_cross_entropy;
using nnlite::binary_cross_entropy_from_probabilities;
using nnlite::Reduction;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::Variable;
using Variables = std::vector<Variable<double>>;

TEST_CASE("binary_cross_entropy: known values and gradients") {
    const auto with = [](Reduction reduction) {
        return [=](const Variable<double>& x) {
            return binary_cross_entropy(x, reference::yes, {reduction});
        };
    };
    const auto& x = reference::outputs;
    check_loss(with(Reduction::mean), x, reference::bce_mean, reference::d_bce_mean);
    check_loss(with(Reduction::sum), x, reference::bce_sum, reference::d_bce_sum);
    check_loss(with(Reduction::none), x, reference::bce_none, reference::d_bce_none);
    check_loss(
        [](const Variable<double>& logits) {
            return binary_cross_entropy(logits, reference::extreme_yes, {Reduction::none});
        },
        reference::extreme, reference::bce_extreme, reference::d_bce_extreme);
}

TEST_CASE("binary_cross_entropy_from_probabilities: known values") {
    const auto y = binary_cross_entropy_from_probabilities(
        Variable<float>(Tensor<float>(reference::probabilities)), Tensor<float>(reference::one_hot),
        {Reduction::none});
    REQUIRE(distance(y.value(), reference::keras_binary) < 4e-6);
    REQUIRE(y.value()(1, 2) == Approx(-std::log(1e-7)));
    // 1 - (1 - 1e-7) is 1.19e-7 in float.
    REQUIRE(y.value()(1, 0) == Approx(-std::log(1.1920929e-7)));
}

TEST_CASE("binary cross entropies: laws") {
    const Variable<double> logits(Tensor<double>{0.0, 2.5, -1.5}), t(Tensor<double>{0.2, 1, 0});
    const Variable<double> p(Tensor<double>{0.3, 0.9, 0.4});
    for (const Reduction reduction : {Reduction::mean, Reduction::sum, Reduction::none}) {
        const auto from_logits = nnlite::check_gradient(
            [&](const Variables& x) { return binary_cross_entropy(x[0], x[1], {reduction}); },
            {logits, t});
        REQUIRE(from_logits.relative_error < 1e-6);
        const auto from_probabilities = nnlite::check_gradient(
            [&](const Variables& x) {
                return binary_cross_entropy_from_probabilities(x[0], x[1], {reduction});
            },
            {p, t});
        REQUIRE(from_probabilities.relative_error < 1e-6);
    }
}

TEST_CASE("binary cross entropies: errors") {
    const Variable<float> x(nnlite::full_tensor<float>({2, 1}, 0.5F));
    REQUIRE_ERROR(binary_cross_entropy(x, Tensor<float>{0, 1}), ShapeError,
                  "binary_cross_entropy: expected targets of shape [2, 1], got [2]");
    REQUIRE_ERROR(
        binary_cross_entropy_from_probabilities(x, Tensor<float>{0, 1}), ShapeError,
        "binary_cross_entropy_from_probabilities: expected targets of shape [2, 1], got [2]");
}

TEST_CASE("binary_cross_entropy: infinite logits") {
    const double inf = INFINITY;
    const Variable<double> x(Tensor<double>{inf, -inf, inf, -inf}, true);
    const Variable<double> t(Tensor<double>{1, 0, 0, 1}, true);
    const auto loss = binary_cross_entropy(x, t, {Reduction::none});
    REQUIRE(loss.value() == Tensor<double>{0, 0, inf, inf});
    loss.backward_from(nnlite::full_tensor<double>({4}, 1.0));
    REQUIRE(x.gradient() == Tensor<double>{0, 0, 1, -1});
    REQUIRE(std::isnan(binary_cross_entropy(Variable<double>(NAN), Variable<double>(1.0)).item()));
}

TEST_CASE("binary cross entropies: edges") {
    const Variable<float> p(Tensor<float>{0, 1}, true);
    binary_cross_entropy_from_probabilities(p, Tensor<float>{1, 0}).backward();
    REQUIRE(p.gradient() == Tensor<float>{0, 0});  // clipped
    REQUIRE(std::isnan(binary_cross_entropy(Variable<float>(NAN), 1).item()));
    REQUIRE(std::isnan(binary_cross_entropy_from_probabilities(Variable<float>(NAN), 1).item()));
}
