#include "nnlite/ops/sequence_size.hpp"

#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("Padding1d: both sides, each side, or as of images") {
    const nnlite::detail::Padding1d both = 2, each(3, 1), none = Padding::valid(),
                                    same = Padding::same();
    REQUIRE((both.left == 2 && both.right == 2 && !both.is_same));
    REQUIRE((each.left == 3 && each.right == 1));
    REQUIRE(none.left + none.right == 0);
    REQUIRE(same.is_same);
    const nnlite::detail::Padding1d of_images = Padding(1, 2, 3, 4);
    REQUIRE((of_images.top == 0 && of_images.bottom == 0));
    REQUIRE((of_images.left == 3 && of_images.right == 4));
}

TEST_CASE("sequence sizes: errors") {
    REQUIRE_ERROR(detail::require_window1d("f", {2, 3}, 1, 1, 0), ShapeError,
                  "f: expected input [batch, time, channels], got [2, 3]");
    REQUIRE_ERROR(detail::require_window1d("f", {2, 3, 1}, 1, 0, 0), ValueError,
                  "f: expected stride >= 1, got 0");
    REQUIRE_ERROR(detail::require_window1d("f", {2, 3, 1}, 6, 1, {1, 1}), ShapeError,
                  "f: expected at least 6 time steps, padding included, got 5");
    detail::require_window1d("f", {2, 3, 1}, 6, 1, Padding::same());
}
