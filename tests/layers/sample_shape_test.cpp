#include "nnlite/layers/sample_shape.hpp"

#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("sample shapes: images and sequences, of any or of given channels") {
    detail::require_image("F", {4, 5, 2});
    detail::require_image("F", {4, 5, 2}, 2);
    detail::require_sequence("F", {5, 2});
    REQUIRE_ERROR(detail::require_image("F", {4, 5, 2}, 3), ShapeError,
                  "F: expected input [batch, height, width, 3], got [batch, 4, 5, 2]");
    REQUIRE_ERROR(detail::require_image("F", {5, 2}), ShapeError,
                  "F: expected input [batch, height, width, channels], got [batch, 5, 2]");
    REQUIRE_ERROR(detail::require_sequence("F", {4, 5, 2}), ShapeError,
                  "F: expected input [batch, time, channels], got [batch, 4, 5, 2]");
    REQUIRE_ERROR(detail::require_sequence("F", {}), ShapeError,
                  "F: expected input [batch, time, channels], got [batch]");
}
