#include "nnlite/minimize/objective.hpp"

#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("Objective: one call per point, counted apart") {
    int calls = 0;
    auto f = [&calls](const Tensor<double>& x) {
        ++calls;
        return std::pair(double(x(0) * x(0)), Tensor<double>(2 * x));
    };
    const auto origin = make_tensor<double>({1}, {3.0}),
               direction = make_tensor<double>({1}, {-1.0});
    detail::Objective<double, decltype(f)> objective("test", f, origin);
    REQUIRE(objective.value() == 9);
    REQUIRE(objective.function_calls() == 1);
    REQUIRE(objective.gradient_calls() == 0);
    REQUIRE(objective.gradient()(0) == 6);
    objective.move_along(origin, direction, 0);
    REQUIRE(objective.value() == 9);
    REQUIRE(calls == 1);
    objective.move_along(origin, direction, 2);
    REQUIRE(objective.x()(0) == 1);
    REQUIRE(objective.gradient()(0) == 2);
    REQUIRE(objective.gradient()(0) == 2);
    REQUIRE(objective.function_calls() == 1);
    REQUIRE(objective.gradient_calls() == 2);
    REQUIRE(calls == 2);
}

TEST_CASE("Objective: f may return any pair") {
    struct Both {
        float value;
        Tensor<float> gradient;
    };
    auto f = [](const Tensor<float>& x) { return Both{x(0), full_tensor<float>({1}, 1)}; };
    detail::Objective<float, decltype(f)> objective("test", f, make_tensor<float>({1}, {0.5F}));
    REQUIRE(objective.value() == 0.5);
}

TEST_CASE("Objective: errors") {
    auto f = [](const Tensor<double>& x) { return std::pair(0.0, Tensor<double>(x)); };
    using Test = detail::Objective<double, decltype(f)>;
    REQUIRE_ERROR(Test("test", f, Tensor<double>(1.0)), ShapeError,
                  "test: expected x0 [parameters], got []");
}
