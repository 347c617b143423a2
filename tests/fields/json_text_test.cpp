#include "nnlite/fields/json_text.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "support/catch.hpp"

using nnlite::FileError;
using nnlite::detail::Json;
using nnlite::detail::json_text;
using nnlite::detail::parse_json;

namespace {

std::string again(const std::string& text) {
    return nnlite::detail::json_text("test", nnlite::detail::parse_json("test: ", text));
}

double number(const std::string& text) {
    return *nnlite::detail::parse_json("", text).get_if<double>();
}

}  // namespace

TEST_CASE("parse_json: the values of JSON") {
    const nnlite::detail::Json json = nnlite::detail::parse_json(
        "test: ", R"( {"a": [null, true, false, 0, 18446744073709551615, -0.5e1, "x\n\u00e9"],)"
                  R"( "b": {}, "c": []} )");
    REQUIRE(json == nnlite::detail::Json{nnlite::detail::Json::Object{
                        {"a",
                         {nnlite::detail::Json::List{{},
                                                     {true},
                                                     {false},
                                                     {std::uint64_t{0}},
                                                     {std::numeric_limits<std::uint64_t>::max()},
                                                     {-5.0},
                                                     {std::string("x\n\xC3\xA9")}}}},
                        {"b", {nnlite::detail::Json::Object{}}},
                        {"c", {nnlite::detail::Json::List{}}}}});
    REQUIRE(json.find("b") != nullptr);
    REQUIRE(json.find("d") == nullptr);
    REQUIRE(json.find("a")->find("b") == nullptr);
}

TEST_CASE("json_text: what is written is read again") {
    for (const std::string text : {"null", "true", "[]", "{}", "\"\\\"\\\\\\u000a\"", "1.5",
                                   "1e-08", "1e+300", "-0", "[1, [2, {\"a\": {\"b\": null}}]]"}) {
        REQUIRE(again(text) == text);
    }
    REQUIRE(again("[1.0,2.50, 1e2]") == "[1, 2.5, 100]");
    for (const double value : {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, -1e-7}) {
        REQUIRE(number(nnlite::detail::json_text("", nnlite::detail::Json{value})) == value);
    }
    REQUIRE(number("18446744073709551616") == 0x1p64);
    REQUIRE(std::signbit(number("-0")));
    REQUIRE(number("1e-400") == 0);
    REQUIRE(std::signbit(number("-0.001e-400")));
}

TEST_CASE("json_text: nothing is written that parse_json refuses") {
    const auto nested = [](int levels) {
        nnlite::detail::Json json{true};
        for (int i = 0; i < levels; ++i) {
            json = nnlite::detail::Json{nnlite::detail::Json::List{std::move(json)}};
        }
        return json;
    };
    REQUIRE_NOTHROW(nnlite::detail::parse_json("", nnlite::detail::json_text("test", nested(200))));
    const std::string wanted =
        "test: expected at most 200 levels and 4194304 values of JSON, got more";
    REQUIRE_ERROR(nnlite::detail::json_text("test", nested(201)), nnlite::ValueError, wanted);
    const nnlite::detail::Json many{
        nnlite::detail::Json::List(std::size_t{1} << 22, nnlite::detail::Json{})};
    REQUIRE_ERROR(nnlite::detail::json_text("test", many), nnlite::ValueError, wanted);
    REQUIRE_ERROR(nnlite::detail::json_text(
                      "test", nnlite::detail::Json{std::numeric_limits<double>::infinity()}),
                  nnlite::ValueError, "test: expected finite numbers for JSON, got inf");
}

TEST_CASE("parse_json: errors") {
    const auto refused = [](const std::string& text, const std::string& wanted) {
        REQUIRE_ERROR(nnlite::detail::parse_json("test: ", text), FileError,
                      "test: expected " + wanted);
    };
    refused("", "a digit at byte 0, got the end");
    refused("nul", "a digit at byte 0, got nul");
    refused("01", "no digit after 0 at byte 2, got the end");
    refused("-", "a digit at byte 1, got the end");
    refused("1.", "a digit at byte 2, got the end");
    refused("1e+", "a digit at byte 3, got the end");
    refused("1e999", "a number at byte 0, got 1e999");
    refused("[1", "] at byte 2, got the end");
    refused("[1]]", "the end at byte 3, got ]");
    refused("{\"a\": 1, \"a\": 2}", "different names, got a twice");
    refused("\xFF", "UTF-8 text, got other bytes");
    REQUIRE_NOTHROW(nnlite::detail::parse_json("", std::string(200, '[') + std::string(200, ']')));
    refused(std::string(201, '[') + "1" + std::string(201, ']'),
            "at most 200 levels at byte 201, got 1" + std::string(19, ']'));
    std::string many = "[0";
    for (int i = 0; i < 1 << 22; ++i) { many += ",0"; }
    REQUIRE_THROWS_AS(nnlite::detail::parse_json("", many + "]"), FileError);
    REQUIRE_ERROR(nnlite::detail::json_text("place", nnlite::detail::Json{std::string("\xFF")}),
                  nnlite::ValueError, "place: expected UTF-8 text, got other bytes");
}
