#include "nnlite/data/batch_rows.hpp"

#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("batch_rows: parts one behind the other") {
    Tensor<> all;
    detail::put_rows("here", Tensor<>{{1, 2}, {3, 4}}, 2, 0, 3, all);
    detail::put_rows("here", Tensor<>{{5, 6}}, 1, 2, 3, all);
    REQUIRE((all == Tensor<>{{1, 2}, {3, 4}, {5, 6}}));
    REQUIRE(detail::without_rows(all).shape() == Shape{0, 2});
}

TEST_CASE("batch_rows: a row for each sample, like the rows before") {
    Tensor<> all;
    REQUIRE_ERROR(detail::put_rows("here", Tensor<>{1, 2, 3}, 2, 0, 4, all), ShapeError,
                  "here: expected a row for each of 2 samples, got [3]");
    REQUIRE_ERROR(detail::put_rows("here", Tensor<>(1.0F), 1, 0, 4, all), ShapeError,
                  "here: expected a row for each of 1 samples, got []");
    detail::put_rows("here", Tensor<>{1, 2}, 2, 0, 4, all);
    REQUIRE_ERROR(detail::put_rows("here", Tensor<>{{1, 2}, {3, 4}}, 2, 2, 4, all), ShapeError,
                  "here: expected rows as in the batches before, of [4], got [2, 2]");
}

TEST_CASE("batch_rows: inputs of a batch") {
    REQUIRE_NOTHROW(detail::require_inputs("here", empty_tensor<float>({2, 6}), 2, Shape{2, 3}));
    REQUIRE_ERROR(detail::require_inputs("here", empty_tensor<float>({3, 4}), 2, Shape{2, 3}),
                  ShapeError, "here: expected inputs [2, 2, 3], got [3, 4]");
    REQUIRE_ERROR(detail::require_inputs("here", empty_tensor<float>({2, 5}), 2, Shape{2, 3}),
                  ShapeError, "here: expected inputs [2, 2, 3], got [2, 5]");
}
