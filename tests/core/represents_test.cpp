#include "nnlite/core/represents.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

#include "support/catch.hpp"

using nnlite::detail::represents;

TEST_CASE("represents: integers have whole numbers of their range, whether rounded or not") {
    for (const bool rounding : {false, true}) {
        REQUIRE(represents<std::uint8_t>(255.0, rounding));
        REQUIRE_FALSE(represents<std::uint8_t>(256.0, rounding));
        REQUIRE_FALSE(represents<std::uint8_t>(-1, rounding));
        REQUIRE_FALSE(represents<std::int32_t>(0.5, rounding));
        REQUIRE(represents<std::int32_t>(-2147483648.0, rounding));
        REQUIRE_FALSE(represents<std::int64_t>(0x1p63, rounding));
        REQUIRE_FALSE(represents<std::int32_t>(std::nan(""), rounding));
        REQUIRE(represents<bool>(1.0, rounding));
        REQUIRE_FALSE(represents<bool>(2, rounding));
        REQUIRE_FALSE(represents<bool>(0.5, rounding));
    }
}

TEST_CASE("represents: floating-point numbers may be near ones only if rounding is allowed") {
    REQUIRE(represents<float>(0.5, false));
    REQUIRE(represents<float>(std::nan(""), false));
    REQUIRE_FALSE(represents<float>(0.1, false));
    REQUIRE(represents<float>(0.1, true));
    REQUIRE(represents<float>(std::int64_t{1} << 40, false));
    REQUIRE_FALSE(represents<float>((1 << 24) + 1, false));
    REQUIRE(represents<float>((1 << 24) + 1, true));
    REQUIRE(represents<double>(std::numeric_limits<std::int64_t>::min(), false));
}
