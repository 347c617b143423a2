#include "nnlite/losses/hinge.hpp"

#include <cmath>

#include "losses/check_loss.hpp"

using nnlite::hinge;
using nnlite::Labels;
using nnlite::multi_margin;
using nnlite::MultiMargin;
using nnlite::Reduction;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::ValueError;
using nnlite::Variable;
using Variables = std::vector<Variable<double>>;

TEST_CASE("hinge: known values") {
    const Variable<double> x(reference::probabilities);
    const auto& y = reference::signs;
    REQUIRE(distance(hinge(x, y, {.reduction = Reduction::none}).value(), reference::keras_hinge) <
            1e-6);
    REQUIRE(distance(hinge(x, y, {true, Reduction::none}).value(), reference::keras_squared_hinge) <
            1e-6);
    REQUIRE(hinge(Variable<float>(Tensor<float>{0.5F, -3, 3}), Tensor<float>{1, 1, 1}).item() ==
            1.5F);
}

TEST_CASE("multi_margin: known values and gradients") {
    const auto with = [](bool squared, Reduction reduction) {
        return [=](const Variable<double>& x) {
            return multi_margin(x, reference::labels,
                                {1.5, squared, reference::class_weights, reduction});
        };
    };
    const auto& x = reference::logits;
    check_loss(with(false, Reduction::mean), x, reference::multi_margin_mean_1,
               reference::d_multi_margin_mean_1);
    check_loss(with(false, Reduction::none), x, reference::multi_margin_none_1,
               reference::d_multi_margin_none_1);
    check_loss(with(true, Reduction::mean), x, reference::multi_margin_mean_2,
               reference::d_multi_margin_mean_2);
    check_loss(with(true, Reduction::none), x, reference::multi_margin_none_2,
               reference::d_multi_margin_none_2);
}

TEST_CASE("hinge losses: laws") {
    const Variable<double> x(reference::outputs), y(reference::signs);
    for (const bool squared : {false, true}) {
        for (const Reduction reduction : {Reduction::mean, Reduction::sum, Reduction::none}) {
            const auto binary = nnlite::check_gradient(
                [&](const Variables& v) {
                    return hinge(v[0], v[1], {squared, reduction});
                },
                {x, y});
            REQUIRE(binary.relative_error < 1e-6);
            const auto multi = nnlite::check_gradient(
                [&](const Variables& v) {
                    return multi_margin(v[0], reference::labels,
                                        {.squared = squared, .reduction = reduction});
                },
                {Variable<double>(reference::logits)});
            REQUIRE(multi.relative_error < 1e-6);
        }
    }
}

TEST_CASE("hinge losses: errors") {
    const Variable<float> x(nnlite::full_tensor<float>({2, 3}, 0.5F));
    REQUIRE_ERROR(hinge(x, Tensor<float>{0, 1}), ShapeError,
                  "hinge: expected targets of shape [2, 3], got [2]");
    REQUIRE_ERROR(multi_margin(x, Labels{0, 5}), ValueError,
                  "multi_margin: expected labels 0 to 2, got 5 in row 1");
    REQUIRE_ERROR(multi_margin(x, Labels{0, 2}, {.class_weights = {1, 2}}), ShapeError,
                  "multi_margin: expected 3 class weights, got 2");
}

TEST_CASE("hinge losses: edges") {
    const Variable<float> x(Tensor<float>{1e4F, -1e4F}, true);
    const Variable<float> y = hinge(x, Tensor<float>{1, 1});
    REQUIRE(y.item() == 5000.5F);
    y.backward();
    REQUIRE(x.gradient() == Tensor<float>{0, -0.5F});
    REQUIRE(std::isnan(hinge(Variable<float>(NAN), 1).item()));
    const auto one_class = nnlite::full_tensor<float>({1, 1}, 3.0F);
    REQUIRE(multi_margin(Variable<float>(one_class), Labels{0}).item() == 0.0F);
    REQUIRE(std::isnan(multi_margin(Variable<float>(Tensor<float>{{NAN, 1}}), Labels{1}).item()));
}
