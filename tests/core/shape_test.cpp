#include "nnlite/core/shape.hpp"

#include "support/catch.hpp"

using nnlite::Shape;
using nnlite::ShapeError;

TEST_CASE("shape: known values") {
    REQUIRE(nnlite::detail::element_count(Shape{}) == 1);
    REQUIRE(nnlite::detail::element_count(Shape{2, 3, 4}) == 24);
    REQUIRE(nnlite::detail::element_count(Shape{2, 0, 4}) == 0);
    REQUIRE(nnlite::detail::element_count(Shape{2, 3, 4}, 1, 3) == 12);
    REQUIRE(nnlite::detail::normalize_axis("f", -1, 3) == 2);
    REQUIRE(nnlite::detail::broadcast_shape("f", Shape{5, 1, 3}, Shape{4, 1}) == Shape{5, 4, 3});
    REQUIRE(nnlite::detail::broadcast_shape("f", Shape{}, Shape{2, 2}) == Shape{2, 2});
    REQUIRE(nnlite::detail::broadcast_shape("f", Shape{0}, Shape{1}) == Shape{0});
}

TEST_CASE("shape: errors") {
    REQUIRE_ERROR(nnlite::detail::normalize_axis("sum", 3, 2), ShapeError,
                  "sum: expected an axis from -2 to 1, got 3");
    REQUIRE_ERROR(nnlite::detail::broadcast_shape("add", Shape{2, 3}, Shape{2, 4}), ShapeError,
                  "add: shapes [2, 3] and [2, 4] do not broadcast");
    // Products that wrap around to 0, to 1 and to a size that memory could have.
    const std::size_t half = std::size_t{1} << 32;
    REQUIRE_ERROR(nnlite::detail::element_count(Shape{half, half}), ShapeError,
                  "shape [4294967296, 4294967296] has more elements than can be counted");
    REQUIRE_THROWS_AS(nnlite::detail::element_count(Shape{274177, 67280421310721}), ShapeError);
    REQUIRE_THROWS_AS(nnlite::detail::element_count(Shape{half, half, 0}), ShapeError);
    REQUIRE_THROWS_AS(nnlite::detail::element_count(Shape{0, half, half}), ShapeError);
    REQUIRE_THROWS_AS(nnlite::detail::element_count(Shape{2, half + 1, half, 4}, 1, 4), ShapeError);
    REQUIRE(nnlite::detail::element_count(Shape{half, half, 3}, 1, 2) == half);
}
