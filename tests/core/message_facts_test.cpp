#include "support/message_facts.hpp"

#include "support/catch.hpp"

using Facts = std::vector<std::string>;

TEST_CASE("message_facts: place, values, shapes, texts and names of code, in order") {
    REQUIRE(message_facts("Linear: expected inputs [n, 3], got [2, 4].") ==
            Facts{"Linear", "[n, 3]", "[2, 4]"});
    REQUIRE(message_facts("fit: expected epochs >= 1, got -2") == Facts{"fit", ">=", "1", "-2"});
    REQUIRE(message_facts("read_npy: a b.npy: unknown type \"<c 8\"; use float") ==
            Facts{"read_npy", "b.npy", "\"<c 8\""});
    REQUIRE(message_facts("SGD: expected a learning_rate above 0, got nan; call build() first") ==
            Facts{"SGD", "learning_rate", "0", "nan", "build()"});
    REQUIRE(message_facts("nothing was thrown") == Facts{"nothing"});
    REQUIRE(message_facts("") == Facts{});
}

TEST_CASE("message_facts: another sentence has the same facts, another value does not") {
    const Facts facts = message_facts("mean: expected an axis below 2, got 3");
    REQUIRE(message_facts("mean: the axis must be smaller than 2, but it is 3") == facts);
    REQUIRE(message_facts("mean: expected an axis below 3, got 2") != facts);
    REQUIRE(message_facts("sum: expected an axis below 2, got 3") != facts);
    REQUIRE(message_facts("mean: expected an axis below 2") != facts);
    REQUIRE(message_facts("nothing was thrown") != facts);
}
