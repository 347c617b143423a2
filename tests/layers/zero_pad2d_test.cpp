#include "nnlite/layers/zero_pad2d.hpp"

#include "support/check_layer.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("ZeroPad2d: what every layer promises") {
    check_layer(
        [] {
            return ZeroPad2d<double>({1, 0, 2, 3});
        },
        {.input = {3, 2, 2},
         .output = {4, 7, 2},
         .wrong = {6, 5},
         .error = "ZeroPad2d: expected input [batch, height, width, channels], got [batch, 6, 5]"});
}

TEST_CASE("ZeroPad2d: same padding is refused") {
    CounterGenerator generator;
    REQUIRE_ERROR(ZeroPad2d(Padding::same()).build({3, 3, 1}, generator), ValueError,
                  "ZeroPad2d: expected a number of zeros at each side, got same padding");
}

TEST_CASE("ZeroPad2d: known values") {
    const Variable<double> x(make_tensor<double>({1, 1, 2, 1}, {1, 2}));
    REQUIRE((ZeroPad2d<double>({1, 0, 2, 1})(x).value() ==
             make_tensor<double>({1, 2, 5, 1}, {0, 0, 0, 0, 0, 0, 0, 1, 2, 0})));
}
