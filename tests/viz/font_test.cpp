#include "nnlite/viz/font.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace nnlite;
using namespace nnlite::viz;
using viz::detail::draw_text;
using viz::detail::glyph_height;
using viz::detail::text_width;

namespace {

// What a text looks like, '#' for black; lines from top to bottom.
std::vector<std::string> drawn(const std::string& text, std::size_t scale = 1) {
    Picture picture(glyph_height * scale, text_width(text, scale));
    draw_text(picture, 0, 0, text, black, scale);
    std::vector<std::string> lines(picture.height());
    for (std::size_t y = 0; y < picture.height(); ++y) {
        for (std::size_t x = 0; x < picture.width(); ++x) {
            lines[y] += picture(y, x) == black ? '#' : '.';
        }
    }
    return lines;
}

}  // namespace

TEST_CASE("draw_text: known values") {
    REQUIRE(drawn("T7") == std::vector<std::string>{"#####.#####",  //
                                                    "..#.......#",  //
                                                    "..#......#.",  //
                                                    "..#......#.",  //
                                                    "..#.....#..",  //
                                                    "..#.....#..",  //
                                                    "..#.....#.."});
    REQUIRE(text_width("") == 0);
    REQUIRE(text_width("P7 (100%) T7") == 71);
    REQUIRE(text_width("P7", 3) == 33);
}

TEST_CASE("text_color_on: known values") {
    // Contrasts with black and white: 5.5 and 3.8, 1.9 and 11.2, 5.25 and 4, 2.4 and 8.6.
    REQUIRE(viz::detail::text_color_on({33, 145, 140}) == black);  // viridis in the middle
    REQUIRE(viz::detail::text_color_on({59, 49, 117}) == white);
    REQUIRE(viz::detail::text_color_on(red) == black);
    REQUIRE(viz::detail::text_color_on(blue) == white);
    // The grays between which both are alike.
    REQUIRE(viz::detail::text_color_on({117, 117, 117}) == white);
    REQUIRE(viz::detail::text_color_on({118, 118, 118}) == black);
}

TEST_CASE("draw_text: laws") {
    // Every character looks otherwise than every other one.
    std::set<std::vector<std::string>> seen;
    for (char c = ' '; c <= '~'; ++c) { seen.insert(drawn(std::string(1, c))); }
    REQUIRE(seen.size() == 95);
    // Twice as large: every dot is four.
    const auto once = drawn("ag"), twice = drawn("ag", 2);
    for (std::size_t y = 0; y < twice.size(); ++y) {
        for (std::size_t x = 0; x < twice[y].size(); ++x) {
            REQUIRE(twice[y][x] == once[y / 2][x / 2]);
        }
    }
}

TEST_CASE("draw_text: edges") {
    // One letter of two bytes, one that is none.
    REQUIRE(drawn("\xc3\xa9\n") == drawn("??"));
    // Beyond the picture.
    Picture picture(3, 3);
    draw_text(picture, 1, 1, "HH", red);
    REQUIRE(picture.pixels() == std::vector<Rgb>{white, white, white,  //
                                                 white, red, white,    //
                                                 white, red, white});
    draw_text(picture, 5, 0, "H", red);
    draw_text(picture, 0, 0, "", red);
    REQUIRE(std::count(picture.pixels().begin(), picture.pixels().end(), red) == 2);
}
