#include "nnlite/losses/regression.hpp"

#include <cmath>

#include "losses/check_loss.hpp"

using nnlite::Reduction;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::ValueError;
using nnlite::Variable;
using Variables = std::vector<Variable<double>>;

TEST_CASE("regression losses: known values and gradients") {
    const auto& z = reference::values;
    const auto check = [&](Reduction reduction, const auto&... wanted) {
        const Tensor<double>* want[] = {&wanted...};
        check_loss([&](const auto& x) { return nnlite::mse(x, z, {reduction}); },
                   reference::outputs, *want[0], *want[1]);
        check_loss([&](const auto& x) { return nnlite::mae(x, z, {reduction}); },
                   reference::outputs, *want[2], *want[3]);
        check_loss(
            [&](const auto& x) {
                return nnlite::huber(x, z, {1.5, reduction});
            },
            reference::outputs, *want[4], *want[5]);
    };
    check(Reduction::mean, reference::mse_mean, reference::d_mse_mean, reference::mae_mean,
          reference::d_mae_mean, reference::huber_mean, reference::d_huber_mean);
    check(Reduction::sum, reference::mse_sum, reference::d_mse_sum, reference::mae_sum,
          reference::d_mae_sum, reference::huber_sum, reference::d_huber_sum);
    check(Reduction::none, reference::mse_none, reference::d_mse_none, reference::mae_none,
          reference::d_mae_none, reference::huber_none, reference::d_huber_none);
}

TEST_CASE("regression losses: laws") {
    const Variables inputs{reference::outputs, reference::values};
    for (const Reduction reduction : {Reduction::mean, Reduction::sum, Reduction::none}) {
        for (int which = 0; which < 3; ++which) {
            const auto f = [&](const Variables& x) {
                return which == 0   ? nnlite::mse(x[0], x[1], {reduction})
                       : which == 1 ? nnlite::mae(x[0], x[1], {reduction})
                                    : nnlite::huber(x[0], x[1], {1.5, reduction});
            };
            const auto check = nnlite::check_gradient(f, inputs);
            CAPTURE(which);
            INFO(check.text());
            REQUIRE(check.relative_error < 1e-6);
        }
    }
    const Variable<double> x(reference::outputs, true);
    nnlite::mse(x, x).backward();
    REQUIRE(distance(x.gradient(), nnlite::full_tensor<double>({3, 3}, 0.0)) == 0);
}

TEST_CASE("regression losses: errors") {
    const Variable<float> x(nnlite::full_tensor<float>({4, 1}, 1.0F));
    REQUIRE_ERROR(nnlite::mse(x, Tensor<float>{1, 2, 3, 4}), ShapeError,
                  "mse: expected targets of shape [4, 1], got [4]");
    REQUIRE_ERROR(nnlite::mae(x, 1.0F), ShapeError,
                  "mae: expected targets of shape [4, 1], got []");
    REQUIRE_ERROR(nnlite::huber(x, x, {.delta = 0}), ValueError,
                  "huber: expected delta > 0, got 0");
    const Variable<float> none(nnlite::empty_tensor<float>({0, 1}));
    REQUIRE_ERROR(nnlite::mse(none, none), ShapeError,
                  "mse: expected outputs with elements, got shape [0, 1]");
}

TEST_CASE("regression losses: edges") {
    const Variable<float> x(Tensor<float>{1e4F, -1e4F}, true);
    const Variable<float> y = nnlite::mse(x, Tensor<float>{-1e4F, -1e4F});
    REQUIRE(y.item() == 2e8F);
    y.backward();
    REQUIRE(x.gradient() == Tensor<float>{2e4F, 0});
    REQUIRE(nnlite::mse(Variable<float>(3), 1).item() == 4.0F);
    REQUIRE(std::isnan(nnlite::huber(Variable<float>(NAN), 1).item()));
}
