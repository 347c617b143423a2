#include "nnlite/preprocessing/standard_scaler.hpp"

#include <cmath>
#include <limits>

#include "nnlite/data/digits.hpp"
#include "reference/preprocessing.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/reference_tensor.hpp"

using nnlite::ShapeError;
using nnlite::StandardScaler;
using nnlite::Tensor;
using nnlite::ValueError;

namespace {

template <class T>
void require_close(const Tensor<T>& got, const std::vector<double>& wanted,
                   double epsilon = 1e-14) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        CAPTURE(i);
        const double value = static_cast<double>(got.data()[i]);
        REQUIRE(value == Approx(wanted[i]).epsilon(epsilon));
    }
}

}  // namespace

TEST_CASE("StandardScaler: known values") {
    StandardScaler<double> scaler;
    const Tensor<double> data = {{1, 5}, {3, 5}};
    REQUIRE((scaler.fit_transform(data) == Tensor<double>{{-1, 0}, {1, 0}}));
    REQUIRE((scaler.mean == Tensor<double>{2, 5}));
    REQUIRE((scaler.variance == Tensor<double>{1, 0}));
    REQUIRE((scaler.scale == Tensor<double>{1, 1}));
    REQUIRE((scaler.transform(Tensor<double>{{4, 6}}) == Tensor<double>{{2, 1}}));
}

TEST_CASE("StandardScaler: scikit-learn's values") {
    const auto data = reference_tensor<double>({7, 4}, reference::scaler_data);
    StandardScaler<double> scaler;
    require_close(scaler.fit_transform(data), reference::standard_result);
    require_close(scaler.mean, reference::standard_mean);
    require_close(scaler.variance, reference::standard_variance);
    require_close(scaler.scale, reference::standard_scale);
    StandardScaler single;
    const auto floats = reference_tensor<float>({7, 4}, reference::scaler_data);
    require_close(single.fit_transform(floats), reference::standard_float_result, 2.4e-7);
}

TEST_CASE("StandardScaler: the digits, with constant pixels") {
    const auto digits = nnlite::load_digits();
    auto data = nnlite::empty_tensor<double>({1797, 64});
    std::copy(digits.images.begin(), digits.images.end(), data.begin());
    StandardScaler<double> scaler;
    require_close(scaler.fit_transform(data), reference::digits_row);
    require_close(scaler.scale, reference::digits_scale);
}

TEST_CASE("StandardScaler: inverse_transform undoes transform") {
    const auto data = reference_tensor<double>({7, 4}, reference::scaler_data);
    StandardScaler<double> scaler;
    const auto back = scaler.inverse_transform(scaler.fit_transform(data));
    for (std::size_t i = 0; i < data.size(); ++i) {
        REQUIRE(back.data()[i] == Approx(data.data()[i]).epsilon(1e-14));
    }
}

TEST_CASE("StandardScaler: errors") {
    StandardScaler<float> scaler;
    const float nan = std::numeric_limits<float>::quiet_NaN();
    REQUIRE_ERROR(scaler.transform(Tensor<float>{{1, 2}}), ValueError,
                  "StandardScaler: transform: expected fit() to be called first");
    REQUIRE_ERROR(scaler.fit(Tensor<float>{1, 2}), ShapeError,
                  "StandardScaler: fit: expected [rows, columns], got [2]");
    REQUIRE_ERROR(scaler.fit(Tensor<float>::from_shape({0, 2})), ValueError,
                  "StandardScaler: fit: expected data, got shape [0, 2]");
    REQUIRE_ERROR(scaler.fit(Tensor<float>{{1, 2}, {nan, 3}}), ValueError,
                  "StandardScaler: fit: expected finite numbers, got NaN at row 1, column 0");
    scaler.fit(Tensor<float>{{1, 2}, {2, 3}});
    REQUIRE_ERROR(scaler.inverse_transform(Tensor<float>{{1, 2, 3}}), ShapeError,
                  "StandardScaler: inverse_transform: expected [rows, 2], got [1, 3]");
    REQUIRE_ERROR(
        scaler.transform(Tensor<float>{{1, 2}, {3, std::numeric_limits<float>::infinity()}}),
        ValueError,
        "StandardScaler: transform: expected finite numbers, got an infinity at row 1, "
        "column 1");
}

TEST_CASE("StandardScaler: edges") {
    StandardScaler<float> scaler;
    REQUIRE((scaler.fit_transform(Tensor<float>{{3, 4}}) == Tensor<float>{{0, 0}}));
    REQUIRE(scaler.transform(Tensor<float>::from_shape({0, 2})).shape() == nnlite::Shape{0, 2});
    const float nan = std::numeric_limits<float>::quiet_NaN();
    REQUIRE(std::isnan(scaler.transform(Tensor<float>{{nan, 4}})(0, 0)));
}

TEST_CASE("StandardScaler: numbers whose squares or sums are no doubles") {
    for (const double unit : {1e200, 1e-200, 1e308, 1e-300}) {
        StandardScaler<double> scaler;
        const Tensor<double> data{{unit, 1.5 * unit}, {-unit, 1.4 * unit}};
        const Tensor<double> scaled = scaler.fit_transform(data);
        REQUIRE((scaled(0, 0) == Approx(1) && scaled(1, 0) == Approx(-1)));
        REQUIRE((scaled(0, 1) == Approx(1) && scaled(1, 1) == Approx(-1)));
        REQUIRE(scaler.scale(0) == Approx(unit));
        REQUIRE(scaler.mean(1) == Approx(1.45 * unit));
        REQUIRE(scaler.inverse_transform(scaled)(1, 1) == Approx(1.4 * unit));
    }
    StandardScaler<float> scaler;
    const float large = 3e38F;
    const auto scaled = scaler.fit_transform(make_tensor<float>({3, 1}, {large, large, -large}));
    REQUIRE(scaled(2, 0) == Approx(-std::sqrt(2.0)));
    StandardScaler<double> constant;
    REQUIRE(constant.fit_transform(nnlite::full_tensor<double>({2, 1}, 1e300))(0, 0) == 0);
    REQUIRE(constant.scale(0) == 1);
}
