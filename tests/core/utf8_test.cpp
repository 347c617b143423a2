#include "nnlite/core/utf8.hpp"

#include "support/catch.hpp"

using nnlite::detail::is_utf8;
using nnlite::detail::with_valid_utf8;

namespace {
const std::string replacement = "\xef\xbf\xbd";
}

TEST_CASE("with_valid_utf8: what is a character stays") {
    for (const std::string text :
         {"", "a", "\n", "\x7f", "\xc3\xa4", "\xe2\x82\xac", "\xed\x9f\xbf", "\xf0\x9f\x98\x80",
          "\xf4\x8f\xbf\xbd", "a\xc3\xa4z"}) {
        REQUIRE(is_utf8(text));
        REQUIRE(with_valid_utf8(text) == text);
    }
}

TEST_CASE("with_valid_utf8: a sign for each other byte") {
    for (const std::string text :
         {"\x80", "\xff", "\xc0\x80", "\xc3", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
        REQUIRE(!is_utf8(text));
        std::string signs;
        for (std::size_t i = 0; i < text.size(); ++i) { signs += replacement; }
        REQUIRE(with_valid_utf8("a" + text + "\xc3\xa4") == "a" + signs + "\xc3\xa4");
    }
    REQUIRE(with_valid_utf8("\xef\xbf\xbf") == replacement);  // no character of XML
    REQUIRE(with_valid_utf8("\xef\xbf\xbe") == replacement);
}
