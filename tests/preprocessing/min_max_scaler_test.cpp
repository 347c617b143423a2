#include "nnlite/preprocessing/min_max_scaler.hpp"

#include <cmath>
#include <limits>

#include "reference/preprocessing.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/reference_tensor.hpp"

using nnlite::MinMaxScaler;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::ValueError;

TEST_CASE("MinMaxScaler: known values") {
    MinMaxScaler<float> scaler;
    const Tensor<float> data = {{1, 7}, {3, 7}, {2, 7}};
    REQUIRE((scaler.fit_transform(data) == Tensor<float>{{0, 0}, {1, 0}, {0.5F, 0}}));
    REQUIRE((scaler.data_min == Tensor<float>{1, 7}));
    REQUIRE((scaler.data_max == Tensor<float>{3, 7}));
    REQUIRE((scaler.scale == Tensor<float>{0.5F, 1}));
    REQUIRE((scaler.offset == Tensor<float>{-0.5F, -7}));
    REQUIRE((scaler.transform(Tensor<float>{{5, 8}}) == Tensor<float>{{2, 1}}));
    REQUIRE((scaler.inverse_transform(Tensor<float>{{2, 1}}) == Tensor<float>{{5, 8}}));
}

TEST_CASE("MinMaxScaler: scikit-learn's values") {
    const auto data = reference_tensor<double>({7, 4}, reference::scaler_data);
    const auto wanted = [](const nnlite::Shape& shape, const std::vector<double>& values) {
        return reference_tensor<double>(shape, values);
    };
    MinMaxScaler<double> scaler;
    REQUIRE((scaler.fit_transform(data) == wanted({7, 4}, reference::minmax_result)));
    REQUIRE((scaler.scale == wanted({4}, reference::minmax_scale)));
    REQUIRE((scaler.offset == wanted({4}, reference::minmax_offset)));
    MinMaxScaler<double> wide({.low = -1, .high = 3});
    REQUIRE((wide.fit_transform(data) == wanted({7, 4}, reference::minmax_wide_result)));
}

TEST_CASE("MinMaxScaler: inverse_transform undoes transform") {
    const auto data = reference_tensor<double>({7, 4}, reference::scaler_data);
    MinMaxScaler<double> scaler;
    const auto back = scaler.inverse_transform(scaler.fit_transform(data));
    for (std::size_t i = 0; i < data.size(); ++i) {
        REQUIRE(back.data()[i] == Approx(data.data()[i]).margin(1e-11));
    }
}

TEST_CASE("MinMaxScaler: errors") {
    MinMaxScaler<float> scaler;
    const float inf = std::numeric_limits<float>::infinity();
    REQUIRE_ERROR(MinMaxScaler<float>({.low = 1, .high = 1}), ValueError,
                  "MinMaxScaler: expected low < high, got 1 and 1");
    REQUIRE_ERROR(scaler.transform(Tensor<float>{{1, 2}}), ValueError,
                  "MinMaxScaler: transform: expected fit() to be called first");
    REQUIRE_ERROR(scaler.fit(Tensor<float>{1, 2}), ShapeError,
                  "MinMaxScaler: fit: expected [rows, columns], got [2]");
    REQUIRE_ERROR(scaler.fit(Tensor<float>::from_shape({0, 2})), ValueError,
                  "MinMaxScaler: fit: expected data, got shape [0, 2]");
    REQUIRE_ERROR(scaler.fit(Tensor<float>{{1, inf}}), ValueError,
                  "MinMaxScaler: fit: expected finite numbers, got an infinity at row 0, column 1");
    scaler.fit(Tensor<float>{{1, 2}, {2, 3}});
    REQUIRE_ERROR(scaler.transform(Tensor<float>{{1, 2, 3}}), ShapeError,
                  "MinMaxScaler: transform: expected [rows, 2], got [1, 3]");
    REQUIRE_ERROR(scaler.inverse_transform(Tensor<float>{{-inf, 0}}), ValueError,
                  "MinMaxScaler: inverse_transform: expected finite numbers, got an infinity at "
                  "row 0, column 0");
}

TEST_CASE("MinMaxScaler: edges") {
    MinMaxScaler<float> scaler({.low = -1, .high = 1});
    REQUIRE((scaler.fit_transform(Tensor<float>{{3, 4}}) == Tensor<float>{{-1, -1}}));
    REQUIRE((scaler.inverse_transform(Tensor<float>{{-1, -1}}) == Tensor<float>{{3, 4}}));
    REQUIRE(scaler.transform(Tensor<float>::from_shape({0, 2})).shape() == nnlite::Shape{0, 2});
    const float nan = std::numeric_limits<float>::quiet_NaN();
    REQUIRE(std::isnan(scaler.transform(Tensor<float>{{nan, 4}})(0, 0)));
}

TEMPLATE_TEST_CASE("MinMaxScaler: extreme ranges", "", float, double) {
    using T = TestType;
    const T largest = std::numeric_limits<T>::max(), tiny = std::numeric_limits<T>::min() * 1000;
    for (const T unit : {largest / 4, T(1e-7), T(1e-20), tiny}) {
        MinMaxScaler<T> scaler;
        const Tensor<T> scaled =
            scaler.fit_transform(make_tensor<T>({3, 1}, {unit, 2 * unit, 3 * unit}));
        REQUIRE(scaled(0, 0) == Approx(0).margin(1e-5));
        REQUIRE(scaled(1, 0) == Approx(0.5).epsilon(1e-5));
        REQUIRE(scaled(2, 0) == Approx(1).epsilon(1e-5));
    }
    MinMaxScaler<T> scaler;
    const Tensor<T> scaled = scaler.fit_transform(make_tensor<T>({3, 1}, {-largest, 0, largest}));
    REQUIRE((scaled(0, 0) == Approx(0).margin(1e-5) && scaled(1, 0) == Approx(0.5).epsilon(1e-5)));
    REQUIRE(scaled(2, 0) == Approx(1).epsilon(1e-5));
    // Rounding alone, and a range that has no reciprocal.
    const T one = 1, next = std::nextafter(one, T(2));
    REQUIRE((scaler.fit_transform(make_tensor<T>({2, 1}, {one, next}))(1, 0) < 1e-5));
    const T least = std::numeric_limits<T>::denorm_min();
    REQUIRE((scaler.fit_transform(make_tensor<T>({2, 1}, {0, least}))(1, 0) == least));
}
