#include "nnlite/ops/reduce.hpp"

#include <limits>

#include "check.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "reference/ops.hpp"
#include "support/make_tensor.hpp"
#include "support/not_finite.hpp"
#include "support/reference_tensor.hpp"

using nnlite::Shape;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::ValueError;
using nnlite::Variable;
using nnlite::detail::IndexList;

TEST_CASE("reductions: known values") {
    const Variable<double> x(make_tensor<double>({2, 3}, {1, 2, 3, 6, 5, 4}));
    REQUIRE(sum(x).item() == 21);
    REQUIRE(sum(x).shape() == Shape());
    REQUIRE((sum(x, 0).value() == Tensor<double>{7, 7, 7}));
    REQUIRE((sum(x, {-1}, true).value() == make_tensor<double>({2, 1}, {6, 15})));
    REQUIRE((mean(x, 1).value() == Tensor<double>{2, 5}));
    REQUIRE((max(x, 0).value() == Tensor<double>{6, 5, 4}));
    REQUIRE(min(x).item() == 1);
    REQUIRE((var(x, 1, {.correction = 1}).value() == Tensor<double>{1, 1}));
    const Variable<double> y(reference_tensor<double>({2, 3, 4}, reference::numbers_2_3_4));
    require_close(mean(y, 1).value(), {2, 4}, reference::mean_axis_1);
    require_close(var(y, {0, 2}).value(), {3}, reference::var_axes_0_2);
    require_close(var(y, {0, -1}, {.correction = 1}).value(), {3},
                  reference::var_axes_0_2_correction_1);
    require_close(logsumexp(y, 2).value(), {2, 3}, reference::logsumexp_axis_2);
}

TEST_CASE("reductions: gradients over every kind of axes") {
    const auto x = numbers({2, 3, 4});
    for (const nnlite::detail::IndexList& axes :
         {nnlite::detail::IndexList{}, nnlite::detail::IndexList(0), nnlite::detail::IndexList(-1),
          nnlite::detail::IndexList{0, 2}, nnlite::detail::IndexList{1},
          nnlite::detail::IndexList{0, 1, 2}}) {
        for (const bool keep : {false, true}) {
            INFO(axes.text());
            require_gradient([&](Inputs v) { return sum(v[0], axes, keep); }, {x});
            require_gradient([&](Inputs v) { return mean(v[0], axes, keep); }, {x});
            require_gradient([&](Inputs v) { return max(v[0], axes, keep); }, {x});
            require_gradient([&](Inputs v) { return min(v[0], axes, keep); }, {x});
            require_gradient([&](Inputs v) { return var(v[0], axes, {1, keep}); }, {x});
            require_gradient([&](Inputs v) { return logsumexp(v[0], axes, keep); }, {x});
        }
    }
}

TEST_CASE("max: ties share the gradient equally") {
    const Variable<double> x(make_tensor<double>({2, 4}, {3, 1, 3, 3, 0, 0, -1, -1}), true);
    max(x, 1).backward_from(Tensor<double>{3, 1});
    REQUIRE((x.gradient() == make_tensor<double>({2, 4}, {1, 0, 1, 1, 0.5, 0.5, 0, 0})));
}

TEST_CASE("reductions: gradients of one input in several reductions") {
    require_gradient([](Inputs v) { return (v[0] - mean(v[0], 1, true)) * sum(v[0], 0); },
                     {numbers({3, 4})});
    require_gradient([](Inputs v) { return var(v[0], 0) + logsumexp(v[0]) + max(v[0], 0); },
                     {numbers({3, 4})});
    require_gradient([](Inputs v) { return var(v[0]) * min(v[0]); }, {numbers({1, 4, 1})});
}

TEST_CASE("reductions: errors") {
    const auto x = numbers({2, 0});
    REQUIRE_ERROR(mean(x, -3), ShapeError, "mean: expected an axis from -2 to 1, got -3");
    REQUIRE_ERROR(max(x, 2), ShapeError, "max: expected an axis from -2 to 1, got 2");
    REQUIRE_ERROR(min(x, 2), ShapeError, "min: expected an axis from -2 to 1, got 2");
    REQUIRE_ERROR(var(x, {0, 2}), ShapeError, "var: expected an axis from -2 to 1, got 2");
    REQUIRE_ERROR(logsumexp(x, 2), ShapeError, "logsumexp: expected an axis from -2 to 1, got 2");
    REQUIRE_ERROR(var(x, 1), ValueError,
                  "var: expected more than 0 elements, got 0 in shape [2, 0]");
    REQUIRE_ERROR(sum(x, 2), ShapeError, "sum: expected an axis from -2 to 1, got 2");
    REQUIRE_ERROR(mean(x, 1), ValueError, "mean: nothing to reduce in shape [2, 0]");
    REQUIRE_ERROR(max(x), ValueError, "max: nothing to reduce in shape [2, 0]");
    REQUIRE_ERROR(min(x), ValueError, "min: nothing to reduce in shape [2, 0]");
    REQUIRE_ERROR(logsumexp(x), ValueError, "logsumexp: nothing to reduce in shape [2, 0]");
    REQUIRE_ERROR(var(numbers({3, 1}), 1, {.correction = 1}), ValueError,
                  "var: expected more than 1 elements, got 1 in shape [3, 1]");
}

TEST_CASE("reductions: empty, size-1 and extreme values") {
    REQUIRE((sum(numbers({2, 0}), 1).value() == Tensor<double>{0, 0}));
    REQUIRE(max(numbers({0, 2}), 1).shape() == Shape{0});
    const auto one = numbers({1, 1, 3});
    REQUIRE((sum(one, {0, 1}).value() == max(one, {0, 1}).value()));
    REQUIRE(sum(Variable<double>(4.0)).item() == 4);
    const Variable<double> x(
        make_tensor<double>({3, 2}, {1e4, 1e4, -infinity, -infinity, -infinity, 0}), true);
    const auto y = logsumexp(x, 1);
    require_close(Tensor<double>{y.value()(0)}, {1}, {10000.693147180559});
    REQUIRE(y.value()(1) == -infinity);
    REQUIRE(y.value()(2) == 0);
    y.backward_from(Tensor<double>{1, 1, 1});
    require_close(x.gradient(), {3, 2}, {0.5, 0.5, 0, 0, 0, 1}, 1e-12);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    REQUIRE(std::isnan(max(Variable<double>(Tensor<double>{1, nan, 2})).item()));
    REQUIRE(std::isnan(min(Variable<double>(Tensor<double>{1, nan, 2})).item()));
    REQUIRE(std::isnan(logsumexp(Variable<double>(Tensor<double>{1, nan, 2})).item()));
    REQUIRE(logsumexp(Variable<double>(Tensor<double>{1, infinity})).item() == infinity);
    // The variance of numbers far from 0 keeps its precision.
    REQUIRE(var(Variable<double>(Tensor<double>{1e8, 1e8 + 1, 1e8 + 2})).item() ==
            Approx(2.0 / 3).epsilon(1e-12));
    REQUIRE(var(Variable<double>(5.0)).item() == 0);
    const Variable<double> none(nnlite::empty_tensor<double>({2, 0}), true);
    sum(none, 1).backward_from(Tensor<double>{1, 1});
    REQUIRE(none.gradient().shape() == Shape{2, 0});
}
