#include "nnlite/viz/overlay.hpp"

#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/not_finite.hpp"

using namespace nnlite;
using namespace nnlite::viz;

namespace {

const Tensor<double> image = make_tensor<double>({1, 2}, {0, 16});
const Tensor<float> heat = make_tensor<float>({1, 2}, {0, 1});

// The row of pixels in the middle of the blended image.
template <class I, class T>
std::vector<Rgb> row(const Tensor<I>& below, const Tensor<T>& above, OverlayOptions options) {
    options.color_bar = false;
    options.text_scale = 1;
    const Picture picture = overlay(below, above, options);
    const std::size_t width = below.shape()[1] * options.scale;
    std::vector<Rgb> pixels;
    for (std::size_t x = 0; x < width; ++x) { pixels.push_back(picture(6, 6 + x)); }
    return pixels;
}

}  // namespace

TEST_CASE("overlay: known values") {
    // 0.6 of hot's black-red and white, 0.4 of black and white.
    REQUIRE(row(image, heat, {.scale = 1}) == std::vector<Rgb>{{7, 0, 0}, {255, 255, 255}});
    REQUIRE(row(image, heat, {.alpha = 0, .scale = 1}) == std::vector<Rgb>{black, white});
    REQUIRE(row(image, heat, {.alpha = 1, .scale = 1, .color_map = "gray_r"}) ==
            std::vector<Rgb>{white, black});
    // Red, green, blue; bytes as well.
    const auto rgb = make_tensor<std::uint8_t>({1, 1, 3}, {100, 200, 0});
    REQUIRE(row(rgb, heat, {.alpha = 0.5, .scale = 2, .color_map = "gray"}) ==
            std::vector<Rgb>{{50, 100, 0}, {178, 228, 128}});
    // Of another size than the image: in squares, or smoothly.
    const auto pixel = full_tensor<float>({1, 1}, 0);
    REQUIRE(row(pixel, heat, {.alpha = 1, .scale = 4, .color_map = "gray"}) ==
            std::vector<Rgb>{black, black, white, white});
    const ColorMap gray("gray");
    REQUIRE(row(pixel, heat, {.alpha = 1, .scale = 4, .smooth = true, .color_map = "gray"}) ==
            std::vector<Rgb>{black, gray(0.25), gray(0.75), white});
}

TEST_CASE("overlay: title and colour bar") {
    const Picture picture = overlay(image, heat, {.title = "Attention"});
    const Picture bare = overlay(image, heat, {.color_bar = false});
    REQUIRE(picture.height() > bare.height());
    REQUIRE(picture.width() > bare.width());
}

TEST_CASE("overlay: errors") {
    const std::string shapes =
        "overlay: expected an image [height, width] or [height, width, 3] and a heat map "
        "[rows, columns], got ";
    REQUIRE_ERROR(overlay(empty_tensor<float>({2, 2, 4}), heat), ShapeError,
                  shapes + "[2, 2, 4] and [1, 2]");
    REQUIRE_ERROR(overlay(image, empty_tensor<float>({0, 3})), ShapeError,
                  shapes + "[1, 2] and [0, 3]");
    REQUIRE_ERROR(overlay(image, heat, {.alpha = 1.5}), ValueError,
                  "overlay: expected alpha in [0, 1], got 1.5");
    REQUIRE_ERROR(overlay(image, heat, {.alpha = not_a_number}), ValueError,
                  "overlay: expected alpha in [0, 1], got nan");
    REQUIRE_ERROR(overlay(image, heat, {.scale = 0}), ValueError,
                  "overlay: expected scale in [1, 1000], got 0");
    REQUIRE_ERROR(overlay(image, heat, {.text_scale = 0}), ValueError,
                  "overlay: expected text_scale in [1, 1000], got 0");
    REQUIRE_ERROR(overlay(image, heat, {.low = 1, .high = 0}), ValueError,
                  "overlay: expected low <= high, got 1 and 0");
}

TEST_CASE("overlay: edges") {
    // Where the heat map is not a number, the image alone.
    REQUIRE(row(image, make_tensor<double>({1, 2}, {not_a_number, not_a_number}), {.scale = 1}) ==
            std::vector<Rgb>{black, white});
    REQUIRE(row(image, full_tensor<double>({3, 1}, 2), {.alpha = 1, .scale = 1}) ==
            std::vector<Rgb>(2, ColorMap("hot")(0)));
}
