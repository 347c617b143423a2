#include "nnlite/preprocessing/min_max_scaler.hpp"

#include <limits>

#include "reference/preprocessing.hpp"
#include "support/catch.hpp"
#include "support/reference_tensor.hpp"

using nnlite::MinMaxScaler;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::ValueError;

namespace {

void require_close(const Tensor<double>& got, const std::vector<double>& wanted) {
    REQUIRE(got.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        CAPTURE(i);
        // Here x scale + offset may be fused; of |x scale| < 2^16 that is two roundings of 2^-38.
        REQUIRE(got.data()[i] == Approx(wanted[i]).epsilon(1e-14).margin(1e-11));
    }
}

}  // namespace

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
    MinMaxScaler<double> scaler;
    require_close(scaler.fit_transform(data), reference::minmax_result);
    require_close(scaler.scale, reference::minmax_scale);
    require_close(scaler.offset, reference::minmax_offset);
    MinMaxScaler<double> wide({.low = -1, .high = 3});
    require_close(wide.fit_transform(data), reference::minmax_wide_result);
}

TEST_CASE("MinMaxScaler: inverse_transform undoes transform") {
    const auto data = reference_tensor<double>({7, 4}, reference::scaler_data);
    MinMaxScaler<double> scaler;
    require_close(scaler.inverse_transform(scaler.fit_transform(data)), reference::scaler_data);
}

TEST_CASE("MinMaxScaler: errors") {
    MinMaxScaler<float> scaler;
    const float inf = std::numeric_limits<float>::infinity();
    REQUIRE_ERROR(MinMaxScaler<float>({.low = 1, .high = 1}), ValueError,
                  "MinMaxScaler: expected low < high, got 1 and 1");
    REQUIRE_ERROR(scaler.transform(Tensor<float>{{1, 2}}), ValueError,
                  "MinMaxScaler: transform: expected fit() before, it was not called");
    REQUIRE_ERROR(scaler.fit(Tensor<float>{1, 2}), ShapeError,
                  "MinMaxScaler: fit: expected [rows, columns], got [2]");
    REQUIRE_ERROR(scaler.fit(Tensor<float>::from_shape({0, 2})), ValueError,
                  "MinMaxScaler: fit: expected data, got shape [0, 2]");
    REQUIRE_ERROR(scaler.fit(Tensor<float>{{1, inf}}), ValueError,
                  "MinMaxScaler: fit: expected finite numbers, got an infinity at row 0, column 1");
}
