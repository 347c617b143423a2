#include "nnlite/viz/beside.hpp"

#include <vector>

#include "nnlite/viz/font.hpp"
#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("beside: known values") {
    const Picture picture = beside({Picture(3, 1, red), Picture(1, 2, blue)}, {.gap = 1});
    REQUIRE(picture.height() == 3);
    REQUIRE(picture.pixels() == std::vector<Rgb>{red, white, white, white,  //
                                                 red, white, blue, blue,    //
                                                 red, white, white, white});
    // A title widens the picture.
    const Picture titled =
        beside({Picture(1, 1, red), Picture(1, 1, blue)},
               {.titles = {"ab", ""}, .gap = 2, .text_scale = 1, .background = red});
    REQUIRE(titled.height() == 13 + 1);
    REQUIRE(titled.width() == 11 + 2 + 1);
    Picture wanted(14, 14, red);
    draw_text(wanted, 2, 0, "ab");
    wanted(13, 13) = blue;
    REQUIRE(titled.pixels() == wanted.pixels());
    REQUIRE(beside({Picture(2, 2, blue)}).pixels() == std::vector<Rgb>(4, blue));
}

TEST_CASE("beside: errors") {
    const Picture dot(1, 1);
    REQUIRE_ERROR(beside({}), ValueError, "beside: expected at least one picture");
    REQUIRE_ERROR(beside({dot, dot}, {.titles = {"one"}}), ValueError,
                  "beside: expected 2 titles or none, got 1");
    REQUIRE_ERROR(beside({dot}, {.gap = 1001}), ValueError,
                  "beside: expected gap from 0 to 1000, got 1001");
    REQUIRE_ERROR(beside({dot}, {.text_scale = 0}), ValueError,
                  "beside: expected text_scale from 1 to 1000, got 0");
}
