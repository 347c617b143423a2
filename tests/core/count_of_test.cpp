#include "nnlite/core/count_of.hpp"

#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("count_of: the number itself up to 2^31 - 1") {
    for (const std::size_t number : {std::size_t{0}, std::size_t{7}, std::size_t{2147483647}}) {
        REQUIRE(detail::count_of("f", "things", number) == number);
    }
    REQUIRE(detail::count_of("f", "things", std::optional<std::size_t>(3)) == 3);
    REQUIRE_FALSE(detail::count_of("f", "things", std::optional<std::size_t>()).has_value());
}

TEST_CASE("count_of: errors") {
    REQUIRE_ERROR(detail::count_of("f", "things", std::size_t(-1)), ValueError,
                  "f: expected 0 to 2147483647 things, got -1");
    REQUIRE_ERROR(detail::count_of("f", "things", std::size_t{1} << 31), ValueError,
                  "f: expected 0 to 2147483647 things, got 2147483648");
    REQUIRE_ERROR(detail::count_of("f", "things", std::optional<std::size_t>(-2)), ValueError,
                  "f: expected 0 to 2147483647 things, got -2");
}
