#include "nnlite/viz/hconcat.hpp"

#include <vector>

#include "nnlite/viz/font.hpp"
#include "support/catch.hpp"

using namespace nnlite;
using namespace nnlite::viz;
using viz::detail::draw_text;

TEST_CASE("hconcat: known values") {
    const Picture picture = hconcat({Picture(3, 1, red), Picture(1, 2, blue)}, {.gap = 1});
    REQUIRE(picture.height() == 3);
    REQUIRE(picture.pixels() == std::vector<Rgb>{red, white, white, white,  //
                                                 red, white, blue, blue,    //
                                                 red, white, white, white});
    // A title gets space of its own.
    const Picture titled =
        hconcat({Picture(1, 1, red), Picture(1, 1, blue)},
                {.titles = {"ab", ""}, .gap = 2, .text_scale = 1, .background = red});
    REQUIRE(titled.height() == 13 + 1);
    REQUIRE(titled.width() == 11 + 2 + 1);
    Picture wanted(14, 14, red);
    draw_text(wanted, 2, 0, "ab");
    wanted(13, 13) = blue;
    REQUIRE(titled.pixels() == wanted.pixels());
    REQUIRE(hconcat({Picture(2, 2, blue)}).pixels() == std::vector<Rgb>(4, blue));
}

TEST_CASE("hconcat: errors") {
    const Picture dot(1, 1);
    REQUIRE_ERROR(hconcat({}), ValueError, "hconcat: expected at least one picture");
    REQUIRE_ERROR(hconcat({dot, dot}, {.titles = {"one"}}), ValueError,
                  "hconcat: expected 2 titles or none, got 1");
    REQUIRE_ERROR(hconcat({dot}, {.gap = 1001}), ValueError,
                  "hconcat: expected gap in [0, 1000], got 1001");
    REQUIRE_ERROR(hconcat({dot}, {.text_scale = 0}), ValueError,
                  "hconcat: expected text_scale in [1, 1000], got 0");
}
