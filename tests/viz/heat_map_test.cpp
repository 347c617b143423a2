#include "nnlite/viz/heat_map.hpp"

#include <algorithm>
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
using viz::detail::glyph_height;
using viz::detail::text_width;

namespace {

constexpr double largest_double = std::numeric_limits<double>::max();

const Tensor<double> four = make_tensor<double>({2, 2}, {0, 1, 2, 4});

// Whether `part` is at that place of the picture.
bool shows(const Picture& picture, std::size_t row, std::size_t column, const Picture& part) {
    for (std::size_t y = 0; y < part.height(); ++y) {
        for (std::size_t x = 0; x < part.width(); ++x) {
            if (!(picture(row + y, column + x) == part(y, x))) { return false; }
        }
    }
    return true;
}

bool contains(const Picture& picture, const Picture& part) {
    for (std::size_t y = 0; y + part.height() <= picture.height(); ++y) {
        for (std::size_t x = 0; x + part.width() <= picture.width(); ++x) {
            if (shows(picture, y, x, part)) { return true; }
        }
    }
    return false;
}

Picture text_picture(const std::string& text, std::size_t scale = 1) {
    Picture picture(glyph_height * scale, text_width(text, scale));
    draw_text(picture, 0, 0, text, black, scale);
    return picture;
}

}  // namespace

TEST_CASE("heat_map: known values") {
    const ColorMap colors("hot");
    const Picture bare = heat_map(
        four,
        {.scale = 3, .color_map = "hot", .ticks = false, .color_bar = false, .text_scale = 1});
    // A margin of 5, a frame of 1, the cells.
    REQUIRE(bare.height() == 18);
    REQUIRE(bare.width() == 6 + 6 + 5);
    Picture cells(6, 6);
    cells.paint(0, 0, 3, 3, colors(0));
    cells.paint(0, 3, 3, 3, colors(0.25));
    cells.paint(3, 0, 3, 3, colors(0.5));
    cells.paint(3, 3, 3, 3, colors(1));
    REQUIRE(shows(bare, 6, 6, cells));
    REQUIRE(bare(5, 5) == black);
    REQUIRE(bare(12, 12) == black);
    REQUIRE(bare(4, 4) == white);
    // Next to it the row's number, and half of a column's that protrudes.
    const Picture ticked = heat_map(four, {.scale = 3, .color_bar = false, .text_scale = 1});
    REQUIRE(ticked.width() == 5 + text_width("1") + 4 + 1 + 6 + 5 + text_width("1") / 2);
    // Limits beyond the values.
    const Picture middle = heat_map(four, {.scale = 1,
                                           .color_map = "gray",
                                           .low = -4,
                                           .high = 4,
                                           .ticks = false,
                                           .color_bar = false,
                                           .text_scale = 1});
    REQUIRE(middle(6, 6) == ColorMap("gray")(0.5));
}

TEST_CASE("heat_map: labels, names and the colour bar") {
    const Picture picture = heat_map(four, {.scale = 40,
                                            .title = "Scores",
                                            .x_label = "Key",
                                            .y_label = "Query",
                                            .column_names = {"left", "right"},
                                            .row_names = {"up", "down"},
                                            .color_bar_label = "Weight",
                                            .text_scale = 1});
    for (const std::string text : {"Scores", "Key", "left", "right", "up", "down", "0", "2", "4"}) {
        REQUIRE(contains(picture, text_picture(text)));
    }
    for (const std::string text : {"Query", "Weight"}) {
        REQUIRE(contains(picture, viz::detail::upward_text(text, 1, white)));
    }
    Picture bar(2, 15);
    bar.paint(0, 0, 1, 15, black);
    bar.paint(1, 0, 1, 15, ColorMap("viridis").colors()[254]);
    REQUIRE(contains(picture, bar));
    // Numbers where there are no names, and only those that fit.
    const auto wide = full_tensor<float>({1, 40}, 1);
    const Picture numbers = heat_map(wide, {.text_scale = 1});
    REQUIRE(contains(numbers, text_picture("38")));
    REQUIRE(!contains(numbers, text_picture("37")));
}

TEST_CASE("heat_map: texts in the cells") {
    const Picture picture = heat_map(
        four,
        {.scale = 20, .color_map = "gray", .cell_texts = {"12", "b", "c", "99"}, .text_scale = 1});
    Picture dark(glyph_height, text_width("12"), black), bright(glyph_height, text_width("99"));
    draw_text(dark, 0, 0, "12", white);
    draw_text(bright, 0, 0, "99", black);
    REQUIRE(contains(picture, dark));
    REQUIRE(contains(picture, bright));
}

TEST_CASE("heat_map: round numbers") {
    const auto numbers = [](double low, double high, std::size_t count) {
        std::string text;
        for (const double number : viz::detail::round_numbers({low, high}, count)) {
            text += viz::detail::short_number(number) + " ";
        }
        return text;
    };
    REQUIRE(numbers(0, 1, 5) == "0 0.2 0.4 0.6 0.8 1 ");
    REQUIRE(numbers(0.003, 0.09, 9) == "0.01 0.02 0.03 0.04 0.05 0.06 0.07 0.08 0.09 ");
    REQUIRE(numbers(-1, 1, 2) == "-1 0 1 ");
    REQUIRE(numbers(-0.5, 0.5, 4) == "-0.5 0 0.5 ");
    REQUIRE(numbers(1e6, 1e6 + 1, 3) == "1000000 1000000.5 1000001 ");
    REQUIRE(numbers(0, 3e-20, 3) == "0 1e-20 2e-20 3e-20 ");
    REQUIRE(numbers(7, 7, 3) == "7 ");
    REQUIRE(numbers(-largest_double, largest_double, 2).size() < 60);
}

TEST_CASE("heat_map: errors") {
    REQUIRE_ERROR(heat_map(empty_tensor<float>({4})), ShapeError,
                  "heat_map: expected values [rows, columns], got [4]");
    REQUIRE_ERROR(heat_map(empty_tensor<float>({0, 4})), ShapeError,
                  "heat_map: expected values [rows, columns], got [0, 4]");
    REQUIRE_ERROR(heat_map(four, {.scale = 0}), ValueError,
                  "heat_map: expected scale in [1, 1000], got 0");
    REQUIRE_ERROR(heat_map(four, {.text_scale = 1001}), ValueError,
                  "heat_map: expected text_scale in [1, 1000], got 1001");
    REQUIRE_ERROR(heat_map(four, {.low = 2, .high = 1}), ValueError,
                  "heat_map: expected low <= high, got 2 and 1");
    REQUIRE_ERROR(heat_map(four, {.row_names = {"a"}}), ValueError,
                  "heat_map: expected 2 row_names or none, got 1");
    REQUIRE_ERROR(heat_map(four, {.column_names = {"a"}}), ValueError,
                  "heat_map: expected 2 column_names or none, got 1");
    REQUIRE_ERROR(heat_map(four, {.cell_texts = {"a"}}), ValueError,
                  "heat_map: expected 4 cell_texts or none, got 1");
    REQUIRE_ERROR(heat_map(four, {.cell_texts = {"", "", "", "1234"}}), ValueError,
                  "heat_map: expected scale of at least 48 for a cell with 1234, got 8");
    REQUIRE_ERROR(heat_map(full_tensor<float>({1000, 1000}, 0), {.scale = 20}), ValueError,
                  "Picture: expected 1 to 2^28 pixels, got 20000 x 20000");
}

TEST_CASE("heat_map: edges") {
    // One value; labels wider than the picture; no finite value; numbers as far apart as they are.
    const std::string text(60, 'm');
    const Picture wide = heat_map(full_tensor<float>({1, 1}, 3), {.title = text, .text_scale = 1});
    REQUIRE(contains(wide, text_picture(text)));
    const Picture high =
        heat_map(full_tensor<float>({1, 1}, 3), {.y_label = text, .text_scale = 1});
    REQUIRE(contains(high, viz::detail::upward_text(text, 1, white)));
    const Picture none = heat_map(full_tensor<double>({1, 1}, not_a_number),
                                  {.scale = 9, .ticks = false, .background = red});
    REQUIRE(contains(none, Picture(9, 9, red)));
    const Picture far = heat_map(make_tensor<double>({1, 3}, {-largest_double, 0, largest_double}),
                                 {.scale = 2, .color_map = "gray"});
    REQUIRE(contains(far, Picture(2, 2, ColorMap("gray")(0.5))));
}
