#include "nnlite/viz/color_map.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "reference/color_maps.hpp"
#include "support/catch.hpp"
#include "support/not_finite.hpp"

using namespace nnlite;
using namespace nnlite::viz;

TEST_CASE("ColorMap: known values") {
    for (const auto& table : reference::color_tables) {
        INFO(table.name);
        const ColorMap map(table.name);
        int largest = 0;
        const auto compare = [&largest](int level, std::uint32_t wanted) {
            largest = std::max(largest, std::abs(level - static_cast<int>(wanted & 255U)));
        };
        for (std::size_t i = 0; i < 256; ++i) {
            const Rgb color = map.colors()[i];
            compare(color.red, table.colors[i] >> 16U);
            compare(color.green, table.colors[i] >> 8U);
            compare(color.blue, table.colors[i]);
        }
        REQUIRE(largest <= 1);
    }
    // Which of the 256 colours a value has.
    const ColorMap gray("gray");
    for (const auto& [value, index] : reference::color_indices) {
        const auto level = static_cast<std::uint8_t>(index);
        REQUIRE(gray(value) == Rgb{level, level, level});
    }
}

TEST_CASE("ColorMap: laws") {
    for (const std::string name : {"gray", "viridis", "hot", "RdBu"}) {
        const ColorMap map(name), reversed(name + "_r");
        REQUIRE(std::equal(map.colors().begin(), map.colors().end(), reversed.colors().rbegin()));
        for (std::size_t i = 0; i < 256; ++i) {
            REQUIRE(map(static_cast<double>(i) / 255) == map.colors()[i]);
        }
    }
    // Brighter and brighter.
    const ColorMap viridis("viridis");
    for (std::size_t i = 1; i < 256; ++i) {
        REQUIRE(viridis.colors()[i].green >= viridis.colors()[i - 1].green);
    }
}

TEST_CASE("ColorMap: errors") {
    REQUIRE_ERROR(
        ColorMap("jet"), ValueError,
        "ColorMap: expected gray, viridis, hot or RdBu, with _r for the reversed map, got jet");
    REQUIRE_ERROR(
        ColorMap("_r"), ValueError,
        "ColorMap: expected gray, viridis, hot or RdBu, with _r for the reversed map, got _r");
    REQUIRE_ERROR(ColorMap("gray")(std::numeric_limits<double>::quiet_NaN()), ValueError,
                  "ColorMap: NaN has no colour");
}

TEST_CASE("ColorMap: edges") {
    const ColorMap hot("hot");
    REQUIRE(hot(-infinity) == hot(0));
    REQUIRE(hot(infinity) == hot(1));
    REQUIRE(hot(1) == Rgb{255, 255, 255});
    REQUIRE(hot(0) == Rgb{11, 0, 0});
}
