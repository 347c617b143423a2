#include "nnlite/ops/softmax.hpp"

#include <limits>

#include "check.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "reference/ops.hpp"
#include "support/make_tensor.hpp"
#include "support/not_finite.hpp"
#include "support/reference_tensor.hpp"

using nnlite::Shape;
using nnlite::Tensor;
using nnlite::Variable;

TEST_CASE("softmax: values are PyTorch's") {
    const Variable<double> x(reference_tensor<double>({2, 3, 4}, reference::numbers_2_3_4));
    require_close(softmax(x).value(), {2, 3, 4}, reference::softmax_axis_2);
    require_close(softmax(x, 1).value(), {2, 3, 4}, reference::softmax_axis_1);
    require_close(log_softmax(x, 2).value(), {2, 3, 4}, reference::log_softmax_axis_2);
    require_close(log_softmax(x, -2).value(), {2, 3, 4}, reference::log_softmax_axis_1);
}

TEST_CASE("softmax: gradients over every axis, lines longer than a register") {
    for (const int axis : {0, 1, -1}) {
        for (const Shape& shape : {Shape{3, 5, 2}, Shape{2, 3, 19}, Shape{1, 1, 1}}) {
            require_gradient([&](Inputs x) { return softmax(x[0], axis); }, {numbers(shape)});
            require_gradient([&](Inputs x) { return log_softmax(x[0], axis); }, {numbers(shape)});
        }
    }
}

TEST_CASE("softmax: the same input twice") {
    require_gradient([](Inputs x) { return softmax(x[0]) * log_softmax(x[0], 0) * x[0]; },
                     {numbers({3, 4})});
}

TEST_CASE("softmax: no such axis") {
    REQUIRE_ERROR(softmax(Variable<double>(1.0)), nnlite::ShapeError,
                  "softmax: expected an axis from 0 to -1, got -1");
    REQUIRE_ERROR(softmax(numbers({2, 3}), 2), nnlite::ShapeError,
                  "softmax: expected an axis from -2 to 1, got 2");
    REQUIRE_ERROR(log_softmax(numbers({2, 3}), -3), nnlite::ShapeError,
                  "log_softmax: expected an axis from -2 to 1, got -3");
}

TEST_CASE("softmax: extreme logits, empty tensors, one class") {
    const Variable<double> x(make_tensor<double>({2, 3}, {1e300, -1e300, 1e300, -infinity, 0, 0}));
    REQUIRE((softmax(x).value() == make_tensor<double>({2, 3}, {0.5, 0, 0.5, 0, 0.5, 0.5})));
    REQUIRE(log_softmax(Variable<double>(Tensor<double>{0, -1e5})).value() ==
            Tensor<double>{0, -1e5});
    REQUIRE((softmax(numbers({4, 1})).value() == nnlite::full_tensor<double>({4, 1}, 1)));
    REQUIRE(softmax(numbers({0, 3})).shape() == Shape{0, 3});
    REQUIRE(log_softmax(numbers({3, 0})).shape() == Shape{3, 0});
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Variable<double> with_nan(make_tensor<double>({2, 2}, {1, 2, nan, 1}));
    REQUIRE(softmax(with_nan).value()(0, 0) == Approx(0.2689414213699951));
    REQUIRE(std::isnan(softmax(with_nan).value()(1, 1)));
    const Variable<double> nothing(make_tensor<double>({1, 2}, {-infinity, -infinity}));
    REQUIRE(std::isnan(softmax(nothing).value()(0, 0)));
    const Variable<double> masked(make_tensor<double>({1, 3}, {-infinity, 0, 0}), true);
    softmax(masked).backward_from(make_tensor<double>({1, 3}, {5, 1, 0}));
    REQUIRE((masked.gradient() == make_tensor<double>({1, 3}, {0, 0.25, -0.25})));
}
