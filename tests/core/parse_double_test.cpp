#include "nnlite/core/parse_double.hpp"

#include <cmath>

#include "support/catch.hpp"

using nnlite::detail::parse_double;

namespace {

double parsed(const std::string& text) {
    double value = 7;
    CAPTURE(text);
    REQUIRE(parse_double(text, value));
    return value;
}

}  // namespace

TEST_CASE("parse_double: known values") {
    REQUIRE(parsed("1") == 1);
    REQUIRE(parsed("-2.5e3") == -2500);
    REQUIRE(parsed("0.1") == 0.1);
    REQUIRE(parsed("5e-324") == std::numeric_limits<double>::denorm_min());
    REQUIRE(parsed("1.7976931348623157e308") == std::numeric_limits<double>::max());
    REQUIRE(std::isinf(parsed("-inf")));
    REQUIRE(std::isnan(parsed("nan")));
}

TEST_CASE("parse_double: beyond the range of double, as Python's float()") {
    const std::string zeros(400, '0');
    for (const std::string small :
         {"1e-400", "9.99e-325000", "0.1E-1000", "1e-99999999999999999999"}) {
        REQUIRE(parsed(small) == 0);
        REQUIRE(!std::signbit(parsed(small)));
        REQUIRE(std::signbit(parsed("-" + small)));
    }
    REQUIRE(parsed("0." + zeros + "1") == 0);
    REQUIRE(parsed("0." + zeros + "1e402") == 10);
    for (const std::string large : {"1e400", "2e308", "0.001e+500", "1E99999999999999999999"}) {
        REQUIRE(parsed(large) == std::numeric_limits<double>::infinity());
        REQUIRE(parsed("-" + large) == -std::numeric_limits<double>::infinity());
    }
    REQUIRE(std::isinf(parsed("1" + zeros)));
    REQUIRE(std::isinf(parsed("1" + zeros + "e-50")));
    REQUIRE(parsed("1" + zeros + "e-400") == 1);
    REQUIRE(parsed("0e400") == 0);
}

TEST_CASE("parse_double: no numbers") {
    for (const std::string text : {"", "x", "1x", "1e400x", "1e", "--1", " 1", "1 ", "1e-400 "}) {
        CAPTURE(text);
        double value = 0;
        REQUIRE(!parse_double(text, value));
    }
}
