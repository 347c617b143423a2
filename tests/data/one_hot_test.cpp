#include "nnlite/data/one_hot.hpp"

#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using nnlite::Labels;
using nnlite::ValueError;

TEST_CASE("one_hot: known values") {
    const nnlite::Tensor<float> wanted = {{0, 0, 1}, {1, 0, 0}};
    REQUIRE((nnlite::one_hot(Labels{2, 0}, 3) == wanted));
    REQUIRE((nnlite::one_hot<double>(make_tensor<std::int32_t>({2, 1}, {1, 0}), 2) ==
             make_tensor<double>({2, 1, 2}, {0, 1, 1, 0})));
}

TEST_CASE("one_hot: errors") {
    REQUIRE_ERROR(nnlite::one_hot(Labels{0, 3}, 3), ValueError,
                  "one_hot: expected labels from 0 to below 3, got 3 at row 1");
    REQUIRE_ERROR(nnlite::one_hot(Labels{-1}, 3), ValueError,
                  "one_hot: expected labels from 0 to below 3, got -1 at row 0");
}

TEST_CASE("one_hot: edges") {
    REQUIRE(nnlite::one_hot(Labels::from_shape({0}), 3).shape() == nnlite::Shape{0, 3});
}
