#include "nnlite/ops/image_size.hpp"

#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("Size2d: one number means both") {
    const Size2d both = 3, each(2, 5);
    REQUIRE((both.height == 3 && both.width == 3));
    REQUIRE((each.height == 2 && each.width == 5));
}

TEST_CASE("Padding: none, all around or each side") {
    const Padding none = Padding::valid(), all = 2, each(1, 2, 3, 4);
    REQUIRE(none.top + none.bottom + none.left + none.right == 0);
    REQUIRE(!none.is_same);
    REQUIRE((all.top == 2 && all.bottom == 2 && all.left == 2 && all.right == 2));
    REQUIRE((each.top == 1 && each.bottom == 2 && each.left == 3 && each.right == 4));
    REQUIRE(Padding::same().is_same);
}

TEST_CASE("same padding is TensorFlow's") {
    using Pair = std::pair<std::size_t, std::size_t>;
    // Extent, reach, stride -> before, after.
    REQUIRE(detail::same_padding(28, 3, 1) == Pair{1, 1});
    REQUIRE(detail::same_padding(28, 2, 1) == Pair{0, 1});
    REQUIRE(detail::same_padding(28, 3, 2) == Pair{0, 1});
    REQUIRE(detail::same_padding(7, 3, 2) == Pair{1, 1});
    REQUIRE(detail::same_padding(7, 2, 2) == Pair{0, 1});
    REQUIRE(detail::same_padding(5, 1, 3) == Pair{0, 0});
    const Padding same = detail::resolved(Padding::same(), 28, 7, {2, 3}, 2);
    REQUIRE((same.top == 0 && same.bottom == 0 && same.left == 1 && same.right == 1));
    const Padding given = detail::resolved({1, 2, 3, 4}, 28, 7, 3, 1);
    REQUIRE((given.top == 1 && given.right == 4));
}

TEST_CASE("image sizes: errors") {
    REQUIRE_ERROR(detail::require_images("f", {2, 3, 4}), ShapeError,
                  "f: expected input [batch, height, width, channels], got [2, 3, 4]");
    REQUIRE_ERROR(detail::require_positive("f", "stride", {1, 0}), ValueError,
                  "f: expected stride >= 1, got 1 x 0");
    REQUIRE_ERROR(detail::require_groups("f", 0, 4, "channels"), ValueError,
                  "f: expected groups that divide 4 channels, got 0");
    REQUIRE_ERROR(detail::require_groups("f", 3, 4, "channels"), ValueError,
                  "f: expected groups that divide 4 channels, got 3");
    REQUIRE_ERROR(detail::require_reach("f", {1, 0, 0, 0}, 3, 4, {5, 4}), ShapeError,
                  "f: expected an image of at least 5 x 4 pixels, padding included, got 4 x 4");
}
