#include "nnlite/fields/json_reader.hpp"
#include "nnlite/core/utf8.hpp"

#include <vector>

#include "support/catch.hpp"

using nnlite::FileError;
using nnlite::ValueError;
using nnlite::detail::is_utf8;
using nnlite::detail::json_string;
using nnlite::detail::JsonReader;

namespace {

std::string string(std::string_view text) {
    JsonReader json("p: ", text);
    const std::string result = json.string();
    json.end();
    return result;
}

std::uint64_t whole_number(std::string_view text) {
    JsonReader json("p: ", text);
    const std::uint64_t result = json.whole_number();
    json.end();
    return result;
}

}  // namespace

TEST_CASE("JsonReader: known values") {
    REQUIRE(string(R"( "a\"\\\/\b\f\n\r\tz" )") == "a\"\\/\b\f\n\r\tz");
    REQUIRE(string(R"("\u0041\u00e9\u20AC\ud83d\ude00")") ==
            "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    REQUIRE(string("\"\xc3\xa9\"") == "\xc3\xa9");
    REQUIRE(string(R"("\u0000")") == std::string(1, '\0'));
    REQUIRE(whole_number("0") == 0);
    REQUIRE(whole_number(" 18446744073709551615\n") == 18446744073709551615U);
    std::vector<std::uint64_t> numbers;
    JsonReader array("p: ", "[ 1 , 22,3]");
    array.array([&] { numbers.push_back(array.whole_number()); });
    REQUIRE(numbers == std::vector<std::uint64_t>{1, 22, 3});
    std::string keys;
    JsonReader object("p: ", R"({"a": "x", "b": {}, "c": []})");
    object.object([&](const std::string& key) {
        keys += key;
        if (key == "a") { object.string(); }
        if (key == "b") {
            object.object([](const std::string&) {});
        }
        if (key == "c") {
            object.array([] {});
        }
    });
    REQUIRE(keys == "abc");
}

TEST_CASE("JsonReader: errors") {
    REQUIRE_ERROR(string("a"), FileError, "p: expected \" at byte 0, got a");
    REQUIRE_ERROR(string("\"a"), FileError, "p: expected a string's end at byte 2, got the end");
    REQUIRE_ERROR(string("\"a\nb\""), FileError,
                  "p: expected no control character at byte 2, got \nb\"");
    REQUIRE_ERROR(string(R"("\x")"), FileError,
                  "p: expected an escaped character at byte 2, got x\"");
    REQUIRE_ERROR(string(R"("\u12")"), FileError,
                  "p: expected u and four hexadecimal digits at byte 2, got u12\"");
    REQUIRE_ERROR(string(R"("\u-123")"), FileError,
                  "p: expected u and four hexadecimal digits at byte 2, got u-123\"");
    REQUIRE_ERROR(string(R"("\ude00")"), FileError,
                  "p: expected no second half of a surrogate pair before at byte 7, got \"");
    REQUIRE_ERROR(string(R"("\ud83d")"), FileError,
                  "p: expected no second half of a surrogate pair before at byte 7, got \"");
    REQUIRE_ERROR(string(R"("\ud83d\u0041")"), FileError,
                  "p: expected the second half of a pair before at byte 13, got \"");
    REQUIRE_ERROR(string("\"\xff\""), FileError, "p: expected UTF-8 text, got other bytes");
    for (const std::string text : {"-1", "1.5", "1e3", "01", "18446744073709551616", "x", ""}) {
        REQUIRE_ERROR(whole_number(text), FileError,
                      "p: expected an integer below 2^64 at byte 0, got " +
                          (text.empty() ? "the end" : text));
    }
    JsonReader open("p: ", "[1 2]");
    REQUIRE_ERROR(open.array([&] { open.whole_number(); }), FileError,
                  "p: expected ] at byte 3, got 2]");
}

TEST_CASE("is_utf8: known values") {
    for (const std::string_view good : {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80",
                                        "\xed\x9f\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
        REQUIRE(is_utf8(good));
    }
    for (const std::string_view bad :
         {"\x80", "\xc1\xbf", "\xc2", "\xc2z", "\xe0\x9f\x80", "\xe2\x82", "\xed\xa0\x80",
          "\xf0\x8f\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
        REQUIRE(!is_utf8(bad));
    }
}

TEST_CASE("json_string: known values") {
    REQUIRE(json_string("p", "a\"\\\n\x1f\xc3\xa9") == "\"a\\\"\\\\\\u000a\\u001f\xc3\xa9\"");
    REQUIRE_ERROR(json_string("p", "\x80"), ValueError, "p: expected UTF-8 text, got other bytes");
}
