#include "nnlite/ops/zero_pad2d.hpp"

#include "compare_step.hpp"
#include "reference/image_ops.hpp"

using namespace nnlite;

TEST_CASE("zero_pad2d: values and gradients are PyTorch's") {
    require_step(
        [](Inputs in) {
            return zero_pad2d(in[0], {1, 3, 2, 0});
        },
        {{2, 2, 3, 2}}, {2, 6, 5, 2}, {reference::zero_pad_y, reference::zero_pad_dx});
    const auto x = numbers({2, 2, 3, 2});
    REQUIRE((zero_pad2d(x, 0).value() == x.value()));
    REQUIRE(zero_pad2d(x, 1).shape() == Shape{2, 4, 5, 2});
}

TEST_CASE("zero_pad2d: gradients") {
    require_gradient(
        [](Inputs in) {
            return zero_pad2d(in[0], {0, 2, 1, 3});
        },
        {numbers({2, 2, 3, 2})});
}

TEST_CASE("zero_pad2d: errors") {
    REQUIRE_ERROR(zero_pad2d(numbers({4, 4}), 1), ShapeError,
                  "zero_pad2d: expected input [batch, height, width, channels], got [4, 4]");
    REQUIRE_ERROR(zero_pad2d(numbers({1, 4, 4, 1}), Padding::same()), ValueError,
                  "zero_pad2d: expected a number of zeros at each side, got same padding");
}

TEST_CASE("zero_pad2d: an empty batch, and images of padding only") {
    const Variable<double> none(empty_tensor<double>({0, 4, 4, 2}));
    REQUIRE(zero_pad2d(none, 1).shape() == Shape{0, 6, 6, 2});
    const Variable<double> pixels(empty_tensor<double>({1, 0, 2, 2}));
    REQUIRE((zero_pad2d(pixels, 1).value() == full_tensor<double>({1, 2, 4, 2}, 0)));
}
