#include "nnlite/metrics/regression.hpp"

#include <cmath>

#include "reference/metrics.hpp"
#include "support/catch.hpp"
#include "support/reference_tensor.hpp"

using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::ValueError;

namespace {

const Tensor<double> targets = reference_tensor<double>({9, 2}, reference::targets);
const Tensor<double> outputs = reference_tensor<double>({9, 2}, reference::outputs);

}  // namespace

TEST_CASE("regression metrics: known values") {
    const Tensor<float> predicted = {1, 2, 6};
    const Tensor<float> wanted = {1, 4, 4};
    REQUIRE(nnlite::mean_squared_error(predicted, wanted) == Approx(8.0 / 3).epsilon(1e-15));
    REQUIRE(nnlite::root_mean_squared_error(predicted, wanted) ==
            Approx(std::sqrt(8.0 / 3)).epsilon(1e-15));
    REQUIRE(nnlite::mean_absolute_error(predicted, wanted) == Approx(4.0 / 3).epsilon(1e-15));
    REQUIRE(nnlite::r2_score(predicted, wanted) == Approx(-1.0 / 3).epsilon(1e-15));
}

TEST_CASE("regression metrics: scikit-learn's values") {
    REQUIRE(nnlite::mean_squared_error(outputs, targets) == Approx(reference::mse).epsilon(1e-14));
    REQUIRE(nnlite::root_mean_squared_error(outputs, targets) ==
            Approx(reference::rmse).epsilon(1e-14));
    REQUIRE(nnlite::mean_absolute_error(outputs, targets) == Approx(reference::mae).epsilon(1e-14));
    REQUIRE(nnlite::r2_score(outputs, targets) == Approx(reference::r2).epsilon(1e-14));
}

TEST_CASE("regression metrics: errors") {
    const auto none = Tensor<float>::from_shape({0});
    const Tensor<float> one = {1};
    REQUIRE_ERROR(nnlite::mean_squared_error(one, none), ShapeError,
                  "mean_squared_error: expected predictions and targets of one shape, got [1] and "
                  "[0]");
    REQUIRE_ERROR(nnlite::mean_squared_error(none, none), ValueError,
                  "mean_squared_error: expected at least 1 rows, got shape [0]");
    REQUIRE_ERROR(nnlite::root_mean_squared_error(none, none), ValueError,
                  "root_mean_squared_error: expected at least 1 rows, got shape [0]");
    REQUIRE_ERROR(nnlite::mean_absolute_error(none, none), ValueError,
                  "mean_absolute_error: expected at least 1 rows, got shape [0]");
    REQUIRE_ERROR(nnlite::r2_score(one, one), ValueError,
                  "r2_score: expected at least 2 rows, got shape [1]");
}

TEST_CASE("regression metrics: edges") {
    // Targets without variance, as scikit-learn counts them.
    const Tensor<float> constant = {2, 2};
    REQUIRE(nnlite::r2_score(constant, constant) == 1);
    REQUIRE(nnlite::r2_score(Tensor<float>{2, 3}, constant) == 0);
    // Also where the mean of equal numbers is not one of them.
    REQUIRE(nnlite::r2_score(Tensor<double>{0.1, 0.1, 0.2}, Tensor<double>{0.1, 0.1, 0.1}) == 0);
    REQUIRE(nnlite::r2_score(Tensor<double>{0.1, 0.1, 0.1}, Tensor<double>{0.1, 0.1, 0.1}) == 1);
    Tensor<double> sevens = nnlite::full_tensor<double>({10, 2}, 0.7), near = sevens;
    near(3, 1) = 0.7001;
    REQUIRE(nnlite::r2_score(near, sevens) == 0.5);
    // Squares that would overflow or vanish.
    for (const double size : {1e200, 1e308, 1.0, 1e-200, 1e-300}) {
        CAPTURE(size);
        const Tensor<double> t = {size, -size, size, -size};
        const Tensor<double> p = {size, -size, size, 0};
        REQUIRE(nnlite::r2_score(p, t) == 0.75);
        REQUIRE(nnlite::root_mean_squared_error(p, t) == Approx(size / 2).epsilon(1e-14));
    }
    REQUIRE(std::isnan(nnlite::r2_score(Tensor<double>{1, NAN}, Tensor<double>{1, 2})));
}
