#include "nnlite/autograd/gradcheck.hpp"

#include <cmath>
#include <limits>

#include "nnlite/ops/arithmetic.hpp"
#include "support/catch.hpp"

using namespace nnlite;

namespace {

using Inputs = const std::vector<Variable<double>>&;

// 2 x, whose rule says `factor`.
Variable<double> doubled(const Variable<double>& x, double factor) {
    return make_operation<double>(
        "doubled", 2 * x.value(), {x},
        [factor](const Tensor<double>& dy) { return Tensor<double>(factor * dy); });
}

}  // namespace

TEST_CASE("check_gradient: a right rule passes, a wrong one does not") {
    const Variable<double> x(Tensor<double>{-1.5, 0.5, 2});
    REQUIRE(check_gradient([](Inputs v) { return doubled(v[0], 2); }, {x}).relative_error < 1e-9);
    for (const double factor : {2.01, 1.99, -2.0, 0.0}) {
        const auto check = check_gradient([&](Inputs v) { return doubled(v[0], factor); }, {x});
        REQUIRE(check.relative_error > 1e-3);
        const double wanted = std::abs(factor - 2) / std::max(2.0, std::abs(factor));
        REQUIRE(check.relative_error == Approx(wanted).epsilon(1e-6));
    }
}

TEST_CASE("check_gradient: names the input and the number that are wrong") {
    const auto wrong_at_2 = [](const Variable<double>& x) {
        return make_operation<double>("wrong", x.value(), {x}, [](const Tensor<double>& dy) {
            Tensor<double> dx = dy;
            dx(2) *= 3;
            return dx;
        });
    };
    const Variable<double> x(Tensor<double>{1, 2, 3}), y(Tensor<double>{4, 5, 6});
    const auto check = check_gradient([&](Inputs v) { return v[0] * wrong_at_2(v[1]); }, {x, y});
    REQUIRE(check.input == 1);
    REQUIRE(check.position == 2);
    REQUIRE(check.analytic == Approx(3 * check.numeric));
    REQUIRE(check.relative_error == Approx(2.0 / 3));
    const GradientCheck plain{0.5, 1, 2, 3, 1.5};
    REQUIRE(plain.text() ==
            "relative error 0.5 at input 1, position 2: backward() gives 3, differences give 1.5");
}

TEST_CASE("check_gradient: a missing gradient and a NaN are errors") {
    const Variable<double> x(Tensor<double>{1, 2});
    const auto cut = check_gradient([](Inputs v) { return v[0].detach() * 3 + 0 * v[0]; }, {x});
    REQUIRE(cut.relative_error == Approx(1));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto with_nan = check_gradient([&](Inputs v) { return doubled(v[0], nan); }, {x});
    REQUIRE_FALSE(with_nan.relative_error < 1e-6);
}

TEST_CASE("check_gradient: values are left as they were, old gradients do not count") {
    const Variable<double> x(Tensor<double>{0.1, -0.3}, true);
    (x * 100).backward_from(Tensor<double>{1, 1});
    const Tensor<double> before = x.value();
    REQUIRE(check_gradient([&] { return exp(x); }, {x}).relative_error < 1e-8);
    REQUIRE((x.value() == before));
    REQUIRE(nnlite::detail::is_recording());
}

TEST_CASE("check_gradient: the output weights are irregular and of both signs") {
    const auto weights = detail::output_weights({1000}, 0);
    std::size_t positive = 0;
    for (const double weight : weights) {
        REQUIRE(std::abs(weight) >= 0.5);
        REQUIRE(std::abs(weight) <= 1.5);
        positive += weight > 0 ? 1 : 0;
    }
    REQUIRE(positive > 300);
    REQUIRE(positive < 700);
    REQUIRE((weights != detail::output_weights({1000}, 1)));
    REQUIRE(check_gradient([](Inputs v) { return v[0]; }, {Variable<double>(2.0)}).relative_error <
            1e-9);
    const auto none =
        check_gradient([](Inputs v) { return v[0] * 2; }, {empty_tensor<double>({0, 3})});
    REQUIRE(none.relative_error == 0);
}
