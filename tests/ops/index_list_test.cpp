#include "nnlite/ops/index_list.hpp"

#include <vector>

#include "support/catch.hpp"

using nnlite::Shape;
using nnlite::detail::IndexList;

TEST_CASE("IndexList: from a number, braces, a Shape and a vector") {
    REQUIRE(nnlite::detail::IndexList().text() == "[]");
    REQUIRE(nnlite::detail::IndexList(-1).text() == "[-1]");
    REQUIRE(nnlite::detail::IndexList{0, -2, 3}.text() == "[0, -2, 3]");
    REQUIRE(nnlite::detail::IndexList(Shape{4, 5}).text() == "[4, 5]");
    REQUIRE(nnlite::detail::IndexList(Shape()).empty());
    REQUIRE(nnlite::detail::IndexList(std::vector<int>{7, -8}).text() == "[7, -8]");
    const nnlite::detail::IndexList list{3, -1};
    REQUIRE(list.size() == 2);
    REQUIRE(list[1] == -1);
    REQUIRE(std::vector<std::ptrdiff_t>(list.begin(), list.end()) ==
            std::vector<std::ptrdiff_t>{3, -1});
    static_assert(
        !std::is_convertible_v<bool, nnlite::detail::IndexList>);  // sum(x, true) is a mistake
}
