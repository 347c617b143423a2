#include "nnlite/ops/upsample_nearest2d.hpp"

#include "compare_step.hpp"
#include "reference/image_ops.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("upsample_nearest2d: values and gradients are PyTorch's") {
    require_step(
        [](Inputs in) {
            return upsample_nearest2d(in[0], {2, 3});
        },
        {{2, 2, 3, 2}}, {2, 4, 9, 2}, {reference::upsample_y, reference::upsample_dx});
    const Variable<double> x(make_tensor<double>({1, 1, 2, 1}, {1, 2}));
    REQUIRE((upsample_nearest2d(x, 2).value() ==
             make_tensor<double>({1, 2, 4, 1}, {1, 1, 2, 2, 1, 1, 2, 2})));
    REQUIRE((upsample_nearest2d(x, 1).value() == x.value()));
}

TEST_CASE("upsample_nearest2d: gradients") {
    // Channels: less than a register and more than one.
    for (const std::size_t channels : {1, 3, 17}) {
        require_gradient(
            [](Inputs in) {
                return upsample_nearest2d(in[0], {3, 2});
            },
            {numbers({2, 2, 3, channels})});
    }
}

TEST_CASE("upsample_nearest2d: errors") {
    REQUIRE_ERROR(upsample_nearest2d(numbers({4, 4}), 2), ShapeError,
                  "upsample_nearest2d: expected input [batch, height, width, channels], got "
                  "[4, 4]");
    REQUIRE_ERROR(upsample_nearest2d(numbers({1, 4, 4, 1}), {2, 0}), ValueError,
                  "upsample_nearest2d: expected scale >= 1, got 2 x 0");
}

TEST_CASE("upsample_nearest2d: nothing gives nothing") {
    for (const Shape& shape : {Shape{0, 2, 3, 4}, Shape{2, 0, 3, 4}, Shape{2, 3, 4, 0}}) {
        const Variable<double> x(empty_tensor<double>(shape), true);
        const auto y = upsample_nearest2d(x, 2);
        REQUIRE(y.shape() == Shape{shape[0], 2 * shape[1], 2 * shape[2], shape[3]});
        y.backward_from(empty_tensor<double>(y.shape()));
        REQUIRE(x.gradient().shape() == shape);
    }
}
