#include "nnlite/ops/index_list.hpp"

#include <vector>

#include "support/catch.hpp"

using nnlite::IndexList;
using nnlite::Shape;

TEST_CASE("IndexList: from a number, braces, a Shape and a vector") {
    REQUIRE(IndexList().text() == "[]");
    REQUIRE(IndexList(-1).text() == "[-1]");
    REQUIRE(IndexList{0, -2, 3}.text() == "[0, -2, 3]");
    REQUIRE(IndexList(Shape{4, 5}).text() == "[4, 5]");
    REQUIRE(IndexList(Shape()).empty());
    REQUIRE(IndexList(std::vector<int>{7, -8}).text() == "[7, -8]");
    const IndexList list{3, -1};
    REQUIRE(list.size() == 2);
    REQUIRE(list[1] == -1);
    REQUIRE(std::vector<std::ptrdiff_t>(list.begin(), list.end()) ==
            std::vector<std::ptrdiff_t>{3, -1});
    static_assert(!std::is_convertible_v<bool, IndexList>);  // sum(x, true) is a mistake
}
