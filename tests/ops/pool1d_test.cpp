#include "nnlite/ops/pool1d.hpp"

#include "compare_step.hpp"
#include "reference/image_ops.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("pooling of sequences: values and gradients are PyTorch's") {
    const Pool1dOptions options{.stride = 2, .padding = 1};
    require_step([&](Inputs in) { return max_pool1d(in[0], 3, options); }, {{2, 7, 2}}, {2, 4, 2},
                 {reference::max_pool1d_y, reference::max_pool1d_dx});
    require_step([](Inputs in) { return avg_pool1d(in[0], 2); }, {{2, 7, 2}}, {2, 3, 2},
                 {reference::avg_pool1d_y, reference::avg_pool1d_dx});
}

TEST_CASE("pooling of sequences: what is in the padding does not count") {
    const Variable<double> x(make_tensor<double>({1, 3, 1}, {-1, -2, -6}));
    const Pool1dOptions same{.padding = Padding::same()};
    REQUIRE((max_pool1d(x, 2, same).value() == make_tensor<double>({1, 2, 1}, {-1, -6})));
    REQUIRE((avg_pool1d(x, 2, same).value() == make_tensor<double>({1, 2, 1}, {-1.5, -6})));
    const Pool1dOptions before{.stride = 1, .padding = {1, 0}};
    REQUIRE((max_pool1d(x, 2, before).value() == make_tensor<double>({1, 3, 1}, {-1, -1, -2})));
}

TEST_CASE("pooling of sequences: gradients") {
    const auto x = numbers({2, 7, 3});
    require_gradient([](Inputs in) { return max_pool1d(in[0], 3, {.stride = 2}); }, {x});
    require_gradient(
        [](Inputs in) {
            return avg_pool1d(in[0], 3, {.stride = 1, .padding = {2, 1}});
        },
        {x});
}

TEST_CASE("pooling of sequences: errors") {
    const auto x = numbers({1, 4, 2});
    REQUIRE_ERROR(max_pool1d(x, 5), ShapeError,
                  "max_pool1d: expected at least 5 time steps, padding included, got 4");
    REQUIRE_ERROR(max_pool1d(numbers({4, 2}), 2), ShapeError,
                  "max_pool1d: expected input [batch, time, channels], got [4, 2]");
    REQUIRE_ERROR(avg_pool1d(x, 0), ValueError, "avg_pool1d: expected size >= 1, got 0");
    REQUIRE_ERROR(avg_pool1d(x, -1), ValueError,
                  "avg_pool1d: expected 0 to 2147483647 time steps of a window, got -1");
    REQUIRE_ERROR(max_pool1d(x, 2, {.stride = -1}), ValueError,
                  "max_pool1d: expected 0 to 2147483647 time steps of stride, got -1");
    REQUIRE_ERROR(avg_pool1d(x, 2, {.stride = 0}), ValueError,
                  "avg_pool1d: expected stride >= 1, got 0");
    REQUIRE_ERROR(avg_pool1d(x, 2, {.padding = {0, 2}}), ValueError,
                  "avg_pool1d: expected padding smaller than the window 1 x 2");
    REQUIRE_ERROR(max_pool1d(numbers({1, 300, 1}), 257), ValueError,
                  "max_pool1d: expected a window of at most 256 elements, got 1 x 257");
}

TEST_CASE("pooling of sequences: an empty batch gives an empty result") {
    const Variable<double> x(empty_tensor<double>({0, 4, 2}), true);
    for (const auto& y : {max_pool1d(x, 2), avg_pool1d(x, 2)}) {
        REQUIRE(y.shape() == Shape{0, 2, 2});
        y.backward_from(empty_tensor<double>(y.shape()));
        REQUIRE(x.gradient().shape() == x.shape());
    }
}
