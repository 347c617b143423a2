#include "nnlite/minimize/search_line.hpp"

#include <cmath>

#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("SearchLine: value and slope along a direction") {
    auto f = [](const Tensor<double>& x) {
        return std::pair(double(x(0) * x(1)), make_tensor<double>({2}, {x(1), x(0)}));
    };
    const auto origin = make_tensor<double>({2}, {3, 1});
    const auto direction = make_tensor<double>({2}, {-1, 2});
    detail::Objective<double, decltype(f)> objective("test", f, origin);
    const detail::SearchLine<double, decltype(f)> line{objective, origin, direction};
    REQUIRE(line.value(0) == 3);
    REQUIRE(line.slope(0) == 5);
    const detail::LinePoint point = line.point(2);
    REQUIRE(point.step == 2);
    REQUIRE(point.value == 5);
    REQUIRE(point.slope == -3);
    REQUIRE(objective.x()(1) == 5);
    REQUIRE(objective.function_calls() == 2);
}

TEST_CASE("parabola_step: the minimiser of two values and a slope") {
    REQUIRE(detail::parabola_step({0, 4, -4}, {5, 9, 0}) == Approx(2));
    REQUIRE(detail::parabola_step({5, 9, 6}, {0, 4, 0}) == Approx(2));
    REQUIRE_FALSE(std::isfinite(detail::parabola_step({1, 4, -4}, {1, 4, 0})));
}
