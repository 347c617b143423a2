#include "nnlite/data/to_gray.hpp"

#include <cstdint>

#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("to_gray: known values") {
    // Pillow: Image.new("RGB", (1, 1), color).convert("L").getpixel((0, 0))
    const auto colors = make_tensor<std::uint8_t>(
        {2, 3, 3}, {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 10, 20, 30, 200, 3, 77});
    REQUIRE((to_gray(colors) == make_tensor<std::uint8_t>({2, 3}, {76, 150, 29, 255, 18, 70})));
    // Opacity does not count; gray stays.
    REQUIRE((to_gray(make_tensor<std::uint8_t>({1, 4}, {10, 20, 30, 7})) ==
             make_tensor<std::uint8_t>({1}, {18})));
    REQUIRE((to_gray(make_tensor<std::uint8_t>({2, 2}, {5, 9, 6, 1})) ==
             make_tensor<std::uint8_t>({2}, {5, 6})));
    REQUIRE((to_gray(make_tensor<std::uint8_t>({2, 1}, {5, 9})) ==
             make_tensor<std::uint8_t>({2}, {5, 9})));
}

TEST_CASE("to_gray: errors and edges") {
    REQUIRE_ERROR(to_gray(empty_tensor<std::uint8_t>({2, 5})), ShapeError,
                  "to_gray: expected an image [..., channels] of 1 to 4 channels, got [2, 5]");
    REQUIRE_ERROR(to_gray(empty_tensor<std::uint8_t>({2, 0})), ShapeError,
                  "to_gray: expected an image [..., channels] of 1 to 4 channels, got [2, 0]");
    REQUIRE(to_gray(empty_tensor<std::uint8_t>({0, 3})).shape() == Shape{0});
}
