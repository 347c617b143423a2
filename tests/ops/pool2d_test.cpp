#include "nnlite/ops/pool2d.hpp"

#include <cmath>
#include <limits>

#include "check.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("pooling: images without pixels and negative sizes are refused") {
    const Variable<double> none(empty_tensor<double>({1, 0, 4, 1}));
    const Pool2dOptions padded{.stride = 1, .padding = 1};
    REQUIRE_ERROR(max_pool2d(none, 2, padded), ShapeError,
                  "max_pool2d: expected an image of at least 1 x 1 pixels, got [1, 0, 4, 1]");
    REQUIRE_ERROR(avg_pool2d(none, 2, padded), ShapeError,
                  "avg_pool2d: expected an image of at least 1 x 1 pixels, got [1, 0, 4, 1]");
    REQUIRE_ERROR(Size2d(std::size_t(-1)), ValueError,
                  "Size2d: expected 0 to 2147483647 pixels, got -1");
    REQUIRE_ERROR(Padding(0, 0, std::size_t(-3), 0), ValueError,
                  "Padding: expected 0 to 2147483647 pixels, got -3");
}

TEST_CASE("pooling: known values") {
    const Variable<double> x(make_tensor<double>({1, 2, 5, 1}, {1, 8, 3, 4, 5,  //
                                                                6, 7, 2, 9, 10}));
    REQUIRE((max_pool2d(x, 2).value() == make_tensor<double>({1, 1, 2, 1}, {8, 9})));
    REQUIRE((avg_pool2d(x, 2).value() == make_tensor<double>({1, 1, 2, 1}, {5.5, 4.5})));
    // Keras' rule: the odd column of padding is at the right, and does not count.
    const Pool2dOptions same{.padding = Padding::same()};
    REQUIRE((max_pool2d(x, 2, same).value() == make_tensor<double>({1, 1, 3, 1}, {8, 9, 10})));
    REQUIRE((avg_pool2d(x, 2, same).value() == make_tensor<double>({1, 1, 3, 1}, {5.5, 4.5, 7.5})));
}

TEST_CASE("pooling: gradients and shapes") {
    const auto x = numbers({2, 5, 7, 3});
    require_gradient([](Inputs in) { return max_pool2d(in[0], 2); }, {x});
    require_gradient(
        [](Inputs in) {
            return max_pool2d(in[0], 3, {.stride = Size2d(2, 1), .padding = {1, 0, 2, 1}});
        },
        {x});
    require_gradient(
        [](Inputs in) {
            return avg_pool2d(in[0], {3, 2}, {.stride = 2, .padding = Padding::same()});
        },
        {x});
    REQUIRE(max_pool2d(x, 2).shape() == Shape{2, 2, 3, 3});
    REQUIRE(avg_pool2d(x, 3, {.stride = 1}).shape() == Shape{2, 3, 5, 3});
    REQUIRE(max_pool2d(x, 2, {.padding = Padding::same()}).shape() == Shape{2, 3, 4, 3});
}

TEST_CASE("pooling: errors") {
    const auto x = numbers({1, 4, 4, 2});
    REQUIRE_ERROR(
        max_pool2d(x, 5), ShapeError,
        "max_pool2d: expected an image of at least 5 x 5 pixels, padding included, got 4 x "
        "4");
    REQUIRE_ERROR(max_pool2d(x, 0), ValueError, "max_pool2d: expected size >= 1, got 0 x 0");
    REQUIRE_ERROR(avg_pool2d(x, 2, {.stride = 0}), ValueError,
                  "avg_pool2d: expected stride >= 1, got 0 x 0");
    REQUIRE_ERROR(avg_pool2d(x, 2, {.padding = 2}), ValueError,
                  "avg_pool2d: expected padding smaller than the window 2 x 2");
    REQUIRE_ERROR(max_pool2d(numbers({1, 40, 40, 1}), 17), ValueError,
                  "max_pool2d: expected a window of at most 256 elements, got 17 x 17");
    REQUIRE_ERROR(max_pool2d(numbers({4, 4}), 2), ShapeError,
                  "max_pool2d: expected input [batch, height, width, channels], got [4, 4]");
}

TEST_CASE("pooling: an empty batch gives an empty result") {
    const Variable<double> x = Variable<double>(empty_tensor<double>({0, 4, 4, 2}), true);
    for (const auto& y : {max_pool2d(x, 2), avg_pool2d(x, 2)}) {
        REQUIRE(y.shape() == Shape{0, 2, 2, 2});
        y.backward_from(empty_tensor<double>(y.shape()));
        REQUIRE(x.gradient().shape() == x.shape());
    }
}

TEST_CASE("pooling: NaN stays visible, and its gradient goes to its pixel") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Variable<double> x(make_tensor<double>({1, 2, 4, 1}, {1, nan, 3, 4,  //
                                                                5, 6, 7, 8}),
                             true);
    const Variable<double> y = max_pool2d(x, 2);
    REQUIRE(std::isnan(y.value()(0, 0, 0, 0)));
    REQUIRE(y.value()(0, 0, 1, 0) == 8);
    y.backward_from(make_tensor<double>({1, 1, 2, 1}, {2, 3}));
    REQUIRE((x.gradient() == make_tensor<double>({1, 2, 4, 1}, {0, 2, 0, 0, 0, 0, 0, 3})));
    REQUIRE(std::isnan(avg_pool2d(x, 2).value()(0, 0, 0, 0)));
    REQUIRE(avg_pool2d(x, 2).value()(0, 0, 1, 0) == 5.5);
}
