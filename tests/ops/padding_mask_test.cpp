#include "nnlite/ops/padding_mask.hpp"

#include <vector>

#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("padding_mask: true behind each length") {
    const auto wanted =
        make_tensor<bool>({3, 3}, {false, true, true, false, false, false, true, true, true});
    REQUIRE((padding_mask(std::vector<int>{1, 3, 0}, 3) == wanted));
    REQUIRE((padding_mask(Shape{1, 3, 0}, 3) == wanted));
    REQUIRE(padding_mask(std::vector<int>{}, 3).shape() == Shape{0, 3});
}

TEST_CASE("padding_mask: errors") {
    REQUIRE_ERROR(padding_mask(std::vector<int>{1, -1}, 3), ValueError,
                  "padding_mask: expected lengths from 0 to 3, got -1");
    REQUIRE_ERROR(padding_mask(std::vector<int>{1}, -3), ValueError,
                  "padding_mask: expected 0 to 2147483647 tokens, got -3");
    REQUIRE_ERROR(padding_mask(std::vector<int>{1, 4}, 3), ValueError,
                  "padding_mask: expected lengths from 0 to 3, got 4");
}
