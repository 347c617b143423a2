#include "nnlite/layers/upsample_nearest2d.hpp"

#include "support/check_layer.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("UpsampleNearest2d: what every layer promises") {
    check_layer(
        [] {
            return UpsampleNearest2d<double>({2, 3});
        },
        {.input = {3, 2, 2},
         .output = {6, 6, 2},
         .wrong = {6, 5},
         .error = "UpsampleNearest2d: expected input [batch, height, width, channels], got "
                  "[batch, 6, 5]"});
}

TEST_CASE("UpsampleNearest2d: a scale of 0 is refused") {
    CounterGenerator generator;
    REQUIRE_ERROR(UpsampleNearest2d({0, 2}).build({3, 3, 1}, generator), ValueError,
                  "UpsampleNearest2d: expected scale >= 1, got 0 x 2");
}

TEST_CASE("UpsampleNearest2d: known values") {
    const Variable<double> x(make_tensor<double>({1, 1, 2, 2}, {1, 2, 3, 4}));
    REQUIRE((UpsampleNearest2d<double>({2, 2})(x).value() ==
             make_tensor<double>({1, 2, 4, 2}, {1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 2, 3, 4, 3, 4})));
}
