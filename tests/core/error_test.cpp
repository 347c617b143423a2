#include "nnlite/core/error.hpp"

#include "support/catch.hpp"

TEST_CASE("error: text_of joins strings, numbers and shapes") {
    REQUIRE(nnlite::text_of("a ", 1, " ", -2L, " ", 0.5, " ", true, ' ', nnlite::Shape{2, 3}) ==
            "a 1 -2 0.5 true [2, 3]");
    REQUIRE(nnlite::text_of(nnlite::Shape{}) == "[]");
    REQUIRE(nnlite::text_of(1.0F / 3.0F) == "0.33333334");
}

TEST_CASE("error: each kind is a standard kind") {
    REQUIRE_THROWS_AS(nnlite::fail<nnlite::ShapeError>("x"), std::invalid_argument);
    REQUIRE_THROWS_AS(nnlite::fail<nnlite::ValueError>("x"), std::domain_error);
    REQUIRE_THROWS_AS(nnlite::fail<nnlite::FileError>("x"), std::runtime_error);
    REQUIRE_THROWS_AS(nnlite::fail<nnlite::GradientError>("x"), std::logic_error);
}
