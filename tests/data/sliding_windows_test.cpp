#include "nnlite/data/sliding_windows.hpp"

#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using nnlite::ShapeError;
using nnlite::sliding_windows;
using nnlite::ValueError;

TEST_CASE("sliding_windows: known values") {
    const auto one = sliding_windows(make_tensor<float>({5}, {1, 2, 3, 4, 5}), 3);
    REQUIRE((one.inputs == make_tensor<float>({2, 3, 1}, {1, 2, 3, 2, 3, 4})));
    REQUIRE((one.targets == make_tensor<float>({2, 1}, {4, 5})));
    const auto column = sliding_windows(make_tensor<float>({5, 1}, {1, 2, 3, 4, 5}), 3);
    REQUIRE((column.inputs == one.inputs));
    REQUIRE((column.targets == one.targets));

    const auto two = sliding_windows(make_tensor<double>({4, 2}, {1, 2, 3, 4, 5, 6, 7, 8}), 2);
    REQUIRE((two.inputs == make_tensor<double>({2, 2, 2}, {1, 2, 3, 4, 3, 4, 5, 6})));
    REQUIRE((two.targets == make_tensor<double>({2, 2}, {5, 6, 7, 8})));
}

TEST_CASE("sliding_windows: errors") {
    const auto series = make_tensor<float>({3}, {1, 2, 3});
    REQUIRE_ERROR(sliding_windows(make_tensor<float>({1, 1, 1}, {1}), 1), ShapeError,
                  "sliding_windows: expected a series [time] or [time, features], got [1, 1, 1]");
    REQUIRE_ERROR(sliding_windows(series, 0), ValueError,
                  "sliding_windows: expected a length from 1 to below 3 rows of the series, got 0");
    REQUIRE_ERROR(sliding_windows(series, -1), ValueError,
                  "sliding_windows: expected 0 to 2147483647 rows of a window, got -1");
    REQUIRE_ERROR(sliding_windows(series, 3), ValueError,
                  "sliding_windows: expected a length from 1 to below 3 rows of the series, got 3");
}

TEST_CASE("sliding_windows: edges") {
    const auto single = sliding_windows(make_tensor<float>({2}, {1, 2}), 1);
    REQUIRE((single.inputs == make_tensor<float>({1, 1, 1}, {1})));
    REQUIRE((single.targets == make_tensor<float>({1, 1}, {2})));
}
