#include "nnlite/ops/concatenate_static.hpp"

#include "check.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("concatenate_static: covariates stand behind the features of each step") {
    const Variable<double> x(make_tensor<double>({2, 2, 1}, {1, 2, 3, 4}));
    const Variable<double> station(make_tensor<double>({2, 2}, {10, 20, 30, 40}));
    REQUIRE((concatenate_static(x, station).value() ==
             make_tensor<double>({2, 2, 3}, {1, 10, 20, 2, 10, 20, 3, 30, 40, 4, 30, 40})));
    require_gradient([](Inputs in) { return concatenate_static(in[0], in[1]); },
                     {numbers({3, 4, 2}), numbers({3, 2}, 2)});
}

TEST_CASE("concatenate_static: shapes that do not fit, and empty ones") {
    REQUIRE_ERROR(concatenate_static(numbers({2, 3, 1}), numbers({3, 2})), ShapeError,
                  "concatenate_static: expected x [batch, time, features] and covariates [batch, "
                  "static], got [2, 3, 1] and [3, 2]");
    REQUIRE_ERROR(concatenate_static(numbers({2, 3}), numbers({2, 2})), ShapeError,
                  "concatenate_static: expected x [batch, time, features] and covariates [batch, "
                  "static], got [2, 3] and [2, 2]");
    REQUIRE(concatenate_static(numbers({0, 3, 1}), numbers({0, 2})).shape() == Shape{0, 3, 3});
    REQUIRE(concatenate_static(numbers({2, 3, 1}), numbers({2, 0})).shape() == Shape{2, 3, 1});
}
