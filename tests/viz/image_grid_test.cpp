#include "nnlite/viz/image_grid.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "nnlite/viz/font.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/not_finite.hpp"

using namespace nnlite;
using namespace nnlite::viz;
using viz::detail::draw_text;

namespace {

Rgb gray(int level) {
    const auto byte = static_cast<std::uint8_t>(level);
    return {byte, byte, byte};
}

// The pixels of a grid without padding.
template <class T>
std::vector<Rgb> pixels(const Tensor<T>& images, ImageGridOptions options = {}) {
    options.padding = 0;
    return image_grid(images, options).pixels();
}

bool equal(const Picture& a, const Picture& b) {
    return a.height() == b.height() && a.width() == b.width() && a.pixels() == b.pixels();
}

// How many pixels have the colour.
std::size_t count_pixels(const Picture& picture, Rgb color) {
    return static_cast<std::size_t>(
        std::count(picture.pixels().begin(), picture.pixels().end(), color));
}

const Tensor<double> two_images = make_tensor<double>({2, 1, 2}, {0, 4, 2, 3});

}  // namespace

TEST_CASE("image_grid: known values") {
    // Two tiles of two cells, three pixels per cell, one pixel between them.
    const Picture picture = image_grid(two_images, {.scale = 3, .padding = 1});
    REQUIRE(picture.height() == 5);
    REQUIRE(picture.width() == 15);
    for (std::size_t y = 0; y < 5; ++y) {
        for (std::size_t x = 0; x < 15; ++x) {
            const bool between = y % 4 == 0 || x % 7 == 0;
            const Rgb levels[] = {gray(0), gray(255), gray(128), gray(192)};
            const Rgb wanted = between ? white : levels[x / 7 * 2 + (x % 7 - 1) / 3];
            REQUIRE(picture(y, x) == wanted);
        }
    }
    // Each tile its own range; a fixed one; half of one.
    REQUIRE(pixels(two_images, {.per_tile = true}) ==
            std::vector<Rgb>{gray(0), gray(255), gray(0), gray(255)});
    REQUIRE(pixels(two_images, {.low = 2, .high = 3}) ==
            std::vector<Rgb>{gray(0), gray(255), gray(0), gray(255)});
    REQUIRE(pixels(two_images, {.low = -4}) ==
            std::vector<Rgb>{gray(128), gray(255), gray(192), gray(224)});
    REQUIRE(pixels(two_images, {.high = 8}) ==
            std::vector<Rgb>{gray(0), gray(128), gray(64), gray(96)});
    // Another map.
    const ColorMap map("RdBu_r");
    REQUIRE(pixels(two_images, {.color_map = "RdBu_r", .low = -4, .high = 4}) ==
            std::vector<Rgb>{map(0.5), map(1), map(0.75), map(0.875)});
}

TEST_CASE("image_grid: channels are tiles") {
    const auto images = make_tensor<float>({2, 1, 2, 2}, {0, 1, 2, 3, 4, 5, 6, 7});
    const auto apart = make_tensor<float>({4, 1, 2}, {0, 2, 1, 3, 4, 6, 5, 7});
    const ImageGridOptions options{.tiles_per_row = 3, .scale = 2};
    REQUIRE(equal(image_grid(images, options), image_grid(apart, options)));
    const auto one = make_tensor<float>({4, 1, 2, 1}, {0, 2, 1, 3, 4, 6, 5, 7});
    REQUIRE(equal(image_grid(one, options), image_grid(apart, options)));
}

TEST_CASE("image_grid: rgb") {
    const auto colors = make_tensor<double>({1, 1, 2, 3}, {0, 0.2, 1, 2, -1, 0.5});
    REQUIRE(pixels(colors, {.rgb = true}) == std::vector<Rgb>{{0, 51, 255}, {255, 0, 128}});
    const auto bytes = make_tensor<std::uint8_t>({2, 1, 1, 3}, {0, 51, 255, 1, 2, 3});
    REQUIRE(pixels(bytes, {.rgb = true}) == std::vector<Rgb>{{0, 51, 255}, {1, 2, 3}});
    REQUIRE(pixels(bytes, {.per_tile = true, .rgb = true}) ==
            std::vector<Rgb>{{0, 51, 255}, {0, 128, 255}});
    const auto hole = make_tensor<double>({1, 1, 1, 3}, {0, not_a_number, 1});
    REQUIRE(pixels(hole, {.rgb = true, .background = red}) == std::vector<Rgb>{red});
}

TEST_CASE("image_grid: titles, heading and highlights") {
    const Tensor<float> images = full_tensor<float>({3, 20, 80}, 1);  // black: of no range
    // A line of text is seven pixels and a gap of four.
    const Picture plain = image_grid(images, {.tiles_per_row = 2});
    REQUIRE(plain.height() == 2 + 2 * 22);
    REQUIRE(plain.width() == 2 + 2 * 82);
    const std::vector<std::string> titles{"P7 (100%) T7", "", "a"};
    const Picture above = image_grid(images, {.tiles_per_row = 2, .titles = titles});
    REQUIRE(above.height() == 2 + 2 * 33);
    REQUIRE(above.width() == plain.width());
    Picture line(7, 71);
    draw_text(line, 0, 0, titles[0]);
    for (std::size_t y = 0; y < 7; ++y) {
        for (std::size_t x = 0; x < 71; ++x) { REQUIRE(above(2 + y, 2 + 4 + x) == line(y, x)); }
    }
    REQUIRE(above(12, 2) == white);
    REQUIRE(above(13, 2) == black);
    const Picture below =
        image_grid(images, {.tiles_per_row = 2, .titles = titles, .titles_below = true});
    REQUIRE(below.height() == above.height());
    REQUIRE(below(2, 2) == black);
    for (std::size_t y = 0; y < 7; ++y) {
        for (std::size_t x = 0; x < 71; ++x) { REQUIRE(below(26 + y, 6 + x) == line(y, x)); }
    }
    // A border around each tile in its colour, and the title in the same.
    const Picture marked =
        image_grid(images, {.titles = titles, .highlights = {blue, red, blue}, .border = 3});
    REQUIRE(marked.height() == 4 + 26 + 11);
    REQUIRE(marked.width() == 2 + 3 * 88);
    constexpr std::size_t frame = 26 * 86 - 20 * 80;
    REQUIRE(count_pixels(marked, red) == frame);
    REQUIRE(count_pixels(marked, blue) == 2 * frame + count_pixels(line, black) + 14);  // and an a
    REQUIRE(count_pixels(marked, black) == 3 * 20 * 80);
    REQUIRE(marked(13, 2) == blue);
    REQUIRE(marked(16, 5) == black);
    // A long title or heading widens the picture.
    const std::string text(100, 'x');
    REQUIRE(image_grid(two_images, {.titles = {text, text}}).width() == 2 * (600 + 2) + 2);
    REQUIRE(image_grid(two_images, {.heading = text}).width() == 599 + 4);
    REQUIRE(image_grid(two_images, {.heading = text, .text_scale = 2}).height() == 3 * 2 + 1 + 22);
}

TEST_CASE("image_grid: numbers in the cells") {
    const auto weights = make_tensor<float>({1, 1, 2}, {-0.14F, 0.96F});
    const Picture picture =
        image_grid(weights, {.scale = 25, .padding = 0, .color_map = "gray", .decimals = 1});
    Picture wanted(25, 50, black);
    wanted.paint(0, 25, 25, 25, white);
    draw_text(wanted, 9, 1, "-0.1", white);
    draw_text(wanted, 9, 29, "1.0", black);
    REQUIRE(equal(picture, wanted));
    const auto bytes = make_tensor<std::uint8_t>({1, 1, 1}, {7});
    Picture seven(9, 9, black);
    draw_text(seven, 1, 2, "7", white);
    REQUIRE(equal(image_grid(bytes, {.scale = 9, .padding = 0, .decimals = 0}), seven));
}

TEST_CASE("image_grid: errors") {
    const std::string shapes =
        "image_grid: expected images [count, height, width] or [count, height, width, channels], "
        "got ";
    REQUIRE_ERROR(image_grid(empty_tensor<float>({28, 28})), ShapeError, shapes + "[28, 28]");
    REQUIRE_ERROR(image_grid(empty_tensor<float>({0, 28, 28})), ShapeError, shapes + "[0, 28, 28]");
    REQUIRE_ERROR(image_grid(empty_tensor<float>({2, 3, 3, 0})), ShapeError,
                  shapes + "[2, 3, 3, 0]");
    REQUIRE_ERROR(image_grid(two_images, {.rgb = true}), ShapeError,
                  "image_grid: expected rgb images [count, height, width, 3], got [2, 1, 2]");
    REQUIRE_ERROR(image_grid(two_images, {.tiles_per_row = 0}), ValueError,
                  "image_grid: expected tiles_per_row >= 1, got 0");
    REQUIRE_ERROR(image_grid(two_images, {.scale = 0}), ValueError,
                  "image_grid: expected scale in [1, 1000], got 0");
    REQUIRE_ERROR(image_grid(two_images, {.text_scale = 1001}), ValueError,
                  "image_grid: expected text_scale in [1, 1000], got 1001");
    REQUIRE_ERROR(image_grid(two_images, {.padding = 1001}), ValueError,
                  "image_grid: expected padding in [0, 1000], got 1001");
    REQUIRE_ERROR(image_grid(two_images, {.border = 1001}), ValueError,
                  "image_grid: expected border in [0, 1000], got 1001");
    REQUIRE_ERROR(image_grid(two_images, {.titles = {"one"}}), ValueError,
                  "image_grid: expected titles for 2 tiles or none, got 1");
    REQUIRE_ERROR(image_grid(two_images, {.highlights = {red, red, blue}}), ValueError,
                  "image_grid: expected highlights for 2 tiles or none, got 3");
    REQUIRE_ERROR(image_grid(two_images, {.low = 1, .high = 0}), ValueError,
                  "image_grid: expected low <= high, got 1 and 0");
    REQUIRE_ERROR(image_grid(two_images, {.high = infinity}), ValueError,
                  "image_grid: expected a finite high, got inf");
    REQUIRE_ERROR(image_grid(two_images, {.decimals = -1}), ValueError,
                  "image_grid: expected decimals in [0, 9], got -1");
    REQUIRE_ERROR(image_grid(full_tensor<float>({1, 1, 1, 3}, 0), {.rgb = true, .decimals = 1}),
                  ValueError, "image_grid: expected decimals or rgb, got both");
    REQUIRE_ERROR(
        image_grid(two_images, {.scale = 18, .decimals = 1}), ValueError,
        "image_grid: expected scale of at least 19 for a cell with the number 0.0, got 18");
    REQUIRE_ERROR(
        image_grid(two_images, {.color_map = "jet"}), ValueError,
        "ColorMap: expected gray, viridis, hot or RdBu, with _r for the reversed map, got jet");
    REQUIRE_ERROR(image_grid(full_tensor<float>({1, 1000, 1000}, 0), {.scale = 20}), ValueError,
                  "Picture: expected 1 to 2^28 pixels, got 20004 x 20004");
}

TEST_CASE("image_grid: edges") {
    // One image, one value.
    REQUIRE(pixels(full_tensor<float>({1, 1, 1}, 3)) == std::vector<Rgb>{black});
    // Constant: the first colour, also next to a tile with a range.
    const auto images = make_tensor<double>({2, 1, 2}, {5, 5, 1, 2});
    REQUIRE(pixels(images, {.per_tile = true}) == std::vector<Rgb>{black, black, black, gray(255)});
    // No number: the background; endless: the ends. Neither counts for the range.
    const auto holes = make_tensor<double>({1, 1, 5}, {not_a_number, 0, 1, infinity, -infinity});
    REQUIRE(pixels(holes, {.background = red}) ==
            std::vector<Rgb>{red, black, gray(255), gray(255), black});
    REQUIRE(pixels(full_tensor<double>({1, 1, 1}, not_a_number), {.background = blue}) ==
            std::vector<Rgb>{blue});
    // As far apart as numbers are.
    constexpr double most = std::numeric_limits<double>::max();
    REQUIRE(pixels(make_tensor<double>({1, 1, 3}, {-most, 0, most})) ==
            std::vector<Rgb>{black, gray(128), gray(255)});
    // All beyond one given end.
    REQUIRE(pixels(two_images, {.low = 9}) == std::vector<Rgb>(4, black));
    REQUIRE(pixels(two_images, {.high = -9}) == std::vector<Rgb>(4, white));
    // The last row is not full.
    const Picture picture =
        image_grid(full_tensor<float>({5, 2, 2}, 0), {.tiles_per_row = 3, .padding = 0});
    REQUIRE(picture.height() == 4);
    REQUIRE(picture.width() == 6);
    REQUIRE(count_pixels(picture, white) == 4);
    // More per row than there are.
    REQUIRE(image_grid(two_images, {.tiles_per_row = std::size_t{1} << 62}).width() == 2 * 4 + 2);
}
