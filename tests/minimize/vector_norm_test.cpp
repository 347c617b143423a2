#include "nnlite/minimize/vector_norm.hpp"

#include <cmath>

#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/not_finite.hpp"

using namespace nnlite;

TEST_CASE("vector_norm: of several orders") {
    const auto x = make_tensor<double>({3}, {3, -4, 0});
    REQUIRE(detail::vector_norm(x, 1) == 7);
    REQUIRE(detail::vector_norm(x, 2) == 5);
    REQUIRE(detail::vector_norm(x, infinity) == 4);
    REQUIRE(detail::vector_norm(x, -infinity) == 0);
    REQUIRE(detail::vector_norm(make_tensor<float>({1}, {-2}), infinity) == 2);
    for (const double order : {1.0, infinity, -infinity}) {
        const double hole = std::nan("");
        REQUIRE(std::isnan(detail::vector_norm(make_tensor<double>({2}, {hole, 1}), order)));
        REQUIRE(std::isnan(detail::vector_norm(make_tensor<double>({2}, {1, hole}), order)));
    }
}

TEST_CASE("vector_norm: of numbers whose squares are no doubles") {
    for (const double unit : {1e200, 1e-200, 1e307}) {
        const auto x = make_tensor<double>({3}, {3 * unit, -4 * unit, 0});
        REQUIRE(detail::vector_norm(x, 2) == Approx(5 * unit).epsilon(1e-14));
        REQUIRE(detail::vector_norm(x, 3) == Approx(std::cbrt(91) * unit).epsilon(1e-14));
    }
    REQUIRE(detail::vector_norm(make_tensor<double>({2}, {0, 0}), 2) == 0);
    REQUIRE(detail::vector_norm(make_tensor<double>({2}, {infinity, 1}), 2) == infinity);
}
