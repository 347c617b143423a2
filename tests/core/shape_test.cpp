#include "nnlite/core/shape.hpp"

#include "support/catch.hpp"

using nnlite::Shape;
using nnlite::ShapeError;

TEST_CASE("shape: known values") {
    REQUIRE(nnlite::element_count(Shape{}) == 1);
    REQUIRE(nnlite::element_count(Shape{2, 3, 4}) == 24);
    REQUIRE(nnlite::element_count(Shape{2, 0, 4}) == 0);
    REQUIRE(nnlite::element_count(Shape{2, 3, 4}, 1, 3) == 12);
    REQUIRE(nnlite::normal_axis("f", -1, 3) == 2);
    REQUIRE(nnlite::broadcast_shape("f", Shape{5, 1, 3}, Shape{4, 1}) == Shape{5, 4, 3});
    REQUIRE(nnlite::broadcast_shape("f", Shape{}, Shape{2, 2}) == Shape{2, 2});
    REQUIRE(nnlite::broadcast_shape("f", Shape{0}, Shape{1}) == Shape{0});
}

TEST_CASE("shape: errors") {
    REQUIRE_ERROR(nnlite::normal_axis("sum", 3, 2), ShapeError,
                  "sum: expected an axis from -2 to 1, got 3");
    REQUIRE_ERROR(nnlite::broadcast_shape("add", Shape{2, 3}, Shape{2, 4}), ShapeError,
                  "add: shapes [2, 3] and [2, 4] do not broadcast");
}
