#include "nnlite/ops/conv1d.hpp"

#include "compare_step.hpp"
#include "nnlite/ops/activation.hpp"
#include "reference/image_ops.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("conv1d: values and gradients are PyTorch's") {
    require_step(
        [](Inputs in) { return conv1d(in[0], in[1], in[2]); }, {{2, 6, 3}, {3, 3, 2}, {2}},
        {2, 4, 2},
        {reference::conv1d_y, reference::conv1d_dx, reference::conv1d_dw, reference::conv1d_db});
    const nnlite::detail::Conv1dFunctionOptions options{
        .stride = 2, .padding = 3, .dilation = 2, .groups = 2};
    require_step([&](Inputs in) { return conv1d(in[0], in[1], in[2], options); },
                 {{2, 7, 4}, {2, 2, 6}, {6}}, {2, 6, 6},
                 {reference::conv1d_strided_y, reference::conv1d_strided_dx,
                  reference::conv1d_strided_dw, reference::conv1d_strided_db});
}

TEST_CASE("conv1d: padding before and after, same padding") {
    const Variable<double> x(make_tensor<double>({1, 4, 1}, {1, 2, 3, 4}));
    const Variable<double> w(make_tensor<double>({3, 1, 1}, {100, 10, 1}));
    const auto values = [&](const nnlite::detail::Padding1d& padding) {
        return conv1d(x, w, {.padding = padding}).value();
    };
    REQUIRE((values(0) == make_tensor<double>({1, 2, 1}, {123, 234})));
    REQUIRE((values({2, 0}) == make_tensor<double>({1, 4, 1}, {1, 12, 123, 234})));
    REQUIRE((values(Padding::same()) == make_tensor<double>({1, 4, 1}, {12, 123, 234, 340})));
    REQUIRE((values(1) == values(Padding::same())));
    REQUIRE(conv1d(x, w, {.stride = 3, .padding = Padding::same()}).shape() == Shape{1, 2, 1});
}

TEST_CASE("conv1d: gradients, and relu in the same pass") {
    const nnlite::detail::Conv1dFunctionOptions options{
        .stride = 2, .padding = {2, 1}, .groups = 2};
    require_gradient([&](Inputs in) { return conv1d(in[0], in[1], in[2], options); },
                     {numbers({2, 5, 4}), numbers({3, 2, 6}, 2), numbers({6}, 3)});
    const auto x = numbers({2, 9, 4}), w = numbers({3, 4, 5}, 2);
    REQUIRE((conv1d(x, w, {.relu = true}).value() == relu(conv1d(x, w)).value()));
}

TEST_CASE("conv1d: errors") {
    const auto x = numbers({1, 4, 2}), w = numbers({3, 2, 4});
    REQUIRE_ERROR(conv1d(x, numbers({3, 3, 4})), ShapeError,
                  "conv1d: expected input [batch, time, 3], got [1, 4, 2]");
    REQUIRE_ERROR(conv1d(numbers({4, 2}), w), ShapeError,
                  "conv1d: expected input [batch, time, channels], got [4, 2]");
    REQUIRE_ERROR(conv1d(x, numbers({3, 3})), ShapeError,
                  "conv1d: expected kernels [size, in / groups, out], got [3, 3]");
    REQUIRE_ERROR(conv1d(x, numbers({5, 2, 4})), ShapeError,
                  "conv1d: expected at least 5 time steps, padding included, got 4");
    REQUIRE_ERROR(conv1d(x, w, {.stride = 0}), ValueError, "conv1d: expected stride >= 1, got 0");
    REQUIRE_ERROR(conv1d(x, w, {.dilation = 0}), ValueError,
                  "conv1d: expected dilation >= 1, got 0");
    REQUIRE_ERROR(conv1d(x, w, {.stride = std::size_t(-1)}), ValueError,
                  "conv1d: expected 0 to 2147483647 time steps of stride, got -1");
    REQUIRE_ERROR(conv1d(x, w, {.dilation = std::size_t(-1)}), ValueError,
                  "conv1d: expected 0 to 2147483647 time steps of dilation, got -1");
    REQUIRE_ERROR(conv1d(x, w, {.groups = std::size_t(-2)}), ValueError,
                  "conv1d: expected 0 to 2147483647 groups, got -2");
    REQUIRE_ERROR(conv1d(x, w, {.groups = 3}), ValueError,
                  "conv1d: expected groups that divide 4 filters, got 3");
    REQUIRE_ERROR(conv1d(x, w, numbers({3})), ShapeError, "conv1d: expected bias [4], got [3]");
    REQUIRE_ERROR(
        conv1d(Variable<double>(empty_tensor<double>({1, 0, 2})), w, {.padding = Padding::same()}),
        ShapeError, "conv1d: expected at least 1 time steps, padding included, got 0");
}

TEST_CASE("conv1d: an empty batch, and a single step") {
    const Variable<double> w(numbers({1, 2, 3}).value(), true);
    const auto y = conv1d(Variable<double>(empty_tensor<double>({0, 4, 2})), w);
    REQUIRE(y.shape() == Shape{0, 4, 3});
    y.backward_from(empty_tensor<double>(y.shape()));
    for (const double slope : w.gradient()) { REQUIRE(slope == 0); }
    REQUIRE(conv1d(numbers({1, 1, 2}), w).shape() == Shape{1, 1, 3});
}
