#include "nnlite/ops/conv_transpose2d.hpp"

#include "compare_step.hpp"
#include "nnlite/ops/conv2d.hpp"
#include "nnlite/ops/reduce.hpp"
#include "reference/image_ops.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("conv_transpose2d: values and gradients are PyTorch's") {
    require_step([](Inputs in) { return conv_transpose2d(in[0], in[1], in[2]); },
                 {{2, 3, 4, 2}, {3, 2, 3, 2}, {3}}, {2, 5, 5, 3},
                 {reference::transposed_y, reference::transposed_dx, reference::transposed_dw,
                  reference::transposed_db});
    const nnlite::detail::ConvTranspose2dFunctionOptions options{.stride = {3, 2},
                                                                 .padding = {1, 1, 0, 0},
                                                                 .output_padding = {2, 1},
                                                                 .dilation = {1, 2},
                                                                 .groups = 2};
    require_step([&](Inputs in) { return conv_transpose2d(in[0], in[1], in[2], options); },
                 {{1, 3, 2, 4}, {2, 3, 3, 4}, {6}}, {1, 8, 8, 6},
                 {reference::transposed_strided_y, reference::transposed_strided_dx,
                  reference::transposed_strided_dw, reference::transposed_strided_db});
}

TEST_CASE("conv_transpose2d: each pixel spreads over its window") {
    const Variable<double> x(make_tensor<double>({1, 1, 2, 1}, {1, 10}));
    const Variable<double> w(make_tensor<double>({1, 3, 1, 1}, {1, 2, 3}));
    REQUIRE((conv_transpose2d(x, w).value() == make_tensor<double>({1, 1, 4, 1}, {1, 12, 23, 30})));
    const auto apart = conv_transpose2d(x, w, {.stride = {1, 3}});
    REQUIRE((apart.value() == make_tensor<double>({1, 1, 6, 1}, {1, 2, 3, 10, 20, 30})));
    // Padding cuts off, at each side its own number of pixels.
    const auto cut = conv_transpose2d(x, w, {.padding = {0, 0, 1, 2}});
    REQUIRE((cut.value() == make_tensor<double>({1, 1, 1, 1}, {12})));
}

TEST_CASE("conv_transpose2d: same padding makes stride x the image") {
    const auto x = numbers({1, 3, 4, 2});
    for (const std::size_t kernel : {1, 2, 3, 4}) {
        const auto w = numbers({kernel, kernel, 3, 2});
        for (const std::size_t stride : {1, 2, 3}) {
            const auto y = conv_transpose2d(x, w, {.stride = stride, .padding = Padding::same()});
            REQUIRE(y.shape() == Shape{1, 3 * stride, 4 * stride, 3});
        }
    }
}

TEST_CASE("conv_transpose2d: is the adjoint of conv2d with the same kernels and options") {
    const auto adjoint = [](const Shape& image, const Shape& kernels,
                            const nnlite::detail::Conv2dFunctionOptions& options,
                            const nnlite::detail::ConvTranspose2dFunctionOptions& transposed) {
        const auto x = numbers(image, 1), w = numbers(kernels, 2);
        const auto y = conv2d(x, w, options);
        const auto z = numbers(y.shape(), 3);
        const auto back = conv_transpose2d(z, w, transposed);
        REQUIRE(back.shape() == image);
        REQUIRE(sum(y * z).item() == Approx(sum(x * back).item()).epsilon(1e-12));
    };
    adjoint({2, 5, 4, 3}, {3, 2, 3, 5}, {}, {});
    adjoint({2, 7, 5, 4}, {3, 2, 2, 6},
            {.stride = {2, 3}, .padding = {1, 2, 0, 1}, .dilation = {2, 1}, .groups = 2},
            {.stride = {2, 3},
             .padding = {1, 2, 0, 1},
             .output_padding = {1, 1},
             .dilation = {2, 1},
             .groups = 2});
    adjoint({1, 6, 4, 2}, {3, 3, 2, 4}, {.stride = 2, .padding = Padding::same()},
            {.stride = 2, .padding = Padding::same()});
}

TEST_CASE("conv_transpose2d: every algorithm gives the same") {
    const auto run = [](Conv2dAlgorithm algorithm) {
        const Variable<double> x(numbers({2, 6, 5, 17}, 1).value(), true);
        const Variable<double> w(numbers({3, 3, 18, 17}, 2).value(), true);
        const auto y = conv_transpose2d(x, w, {.padding = 1, .algorithm = algorithm});
        y.backward_from(numbers(y.shape(), 3).value());
        return std::vector<Tensor<double>>{y.value(), x.gradient(), w.gradient()};
    };
    const auto direct = run(Conv2dAlgorithm::direct);
    for (const auto algorithm : {Conv2dAlgorithm::fastest, Conv2dAlgorithm::precise,
                                 Conv2dAlgorithm::winograd_2x2, Conv2dAlgorithm::winograd_4x4}) {
        const auto other = run(algorithm);
        for (std::size_t i = 0; i < 3; ++i) {
            require_close(other[i], direct[i].shape(), {direct[i].begin(), direct[i].end()}, 1e-11);
        }
    }
}

TEST_CASE("conv_transpose2d: gradients") {
    const nnlite::detail::ConvTranspose2dFunctionOptions options{
        .stride = {2, 1}, .padding = {1, 0, 2, 1}, .output_padding = {1, 0}, .groups = 2};
    require_gradient([&](Inputs in) { return conv_transpose2d(in[0], in[1], in[2], options); },
                     {numbers({2, 3, 4, 4}), numbers({3, 3, 3, 4}, 2), numbers({6}, 3)});
    // The same Variable as image and kernels.
    require_gradient([](Inputs in) { return conv_transpose2d(in[0], in[0]); },
                     {numbers({2, 2, 3, 3})});
}

TEST_CASE("conv_transpose2d: errors") {
    const auto x = numbers({1, 4, 4, 4}), w = numbers({3, 3, 2, 4});
    REQUIRE_ERROR(conv_transpose2d(x, numbers({3, 3})), ShapeError,
                  "conv_transpose2d: expected kernels [height, width, out / groups, in], got "
                  "[3, 3]");
    REQUIRE_ERROR(conv_transpose2d(x, numbers({3, 0, 2, 4})), ShapeError,
                  "conv_transpose2d: expected kernels [height, width, out / groups, in], got "
                  "[3, 0, 2, 4]");
    REQUIRE_ERROR(conv_transpose2d(x, numbers({3, 3, 4, 2})), ShapeError,
                  "conv_transpose2d: expected input [batch, height, width, 2], got [1, 4, 4, 4]");
    REQUIRE_ERROR(conv_transpose2d(numbers({4, 4}), w), ShapeError,
                  "conv_transpose2d: expected input [batch, height, width, 4], got [4, 4]");
    REQUIRE_ERROR(conv_transpose2d(x, w, numbers({4})), ShapeError,
                  "conv_transpose2d: expected bias [2], got [4]");
    REQUIRE_ERROR(conv_transpose2d(x, w, {.stride = {0, 1}}), ValueError,
                  "conv_transpose2d: expected stride >= 1, got 0 x 1");
    REQUIRE_ERROR(conv_transpose2d(x, w, {.dilation = 0}), ValueError,
                  "conv_transpose2d: expected dilation >= 1, got 0 x 0");
    REQUIRE_ERROR(conv_transpose2d(x, w, {.groups = 3}), ValueError,
                  "conv_transpose2d: expected groups that divide 4 channels, got 3");
    REQUIRE_ERROR(conv_transpose2d(x, w, {.groups = 0}), ValueError,
                  "conv_transpose2d: expected groups that divide 4 channels, got 0");
    REQUIRE_ERROR(conv_transpose2d(x, w, {.stride = {2, 1}, .output_padding = 1}), ValueError,
                  "conv_transpose2d: expected output padding below the stride 2 x 1, got 1 x 1");
    REQUIRE_ERROR(
        conv_transpose2d(x, w, {.stride = 2, .padding = Padding::same(), .output_padding = {0, 1}}),
        ValueError, "conv_transpose2d: expected no output padding with same padding");
    REQUIRE_ERROR(
        conv_transpose2d(x, w, {.stride = 2, .algorithm = Conv2dAlgorithm::winograd_2x2}),
        ValueError,
        "conv_transpose2d: expected kernels 3 x 3 with stride, dilation and groups of 1 for a "
        "Winograd algorithm, got kernels [3, 3, 2, 4], stride 2 x 2, dilation 1 x 1, groups 1");
    REQUIRE_ERROR(conv_transpose2d(x, w, {.padding = 3}), ShapeError,
                  "conv_transpose2d: expected padding that leaves some of 6 x 6 pixels, got 3 + 3 "
                  "rows and 3 + 3 columns");
    REQUIRE_ERROR(conv_transpose2d(Variable<double>(empty_tensor<double>({1, 0, 4, 4})), w),
                  ShapeError,
                  "conv_transpose2d: expected an image of at least 1 x 1 pixels, got "
                  "[1, 0, 4, 4]");
}

TEST_CASE("conv_transpose2d: an empty batch, and a single pixel") {
    const Variable<double> none(empty_tensor<double>({0, 4, 4, 2}), true);
    const Variable<double> w(numbers({3, 3, 5, 2}).value(), true);
    const auto y = conv_transpose2d(none, w);
    REQUIRE(y.shape() == Shape{0, 6, 6, 5});
    y.backward_from(empty_tensor<double>(y.shape()));
    for (const double slope : w.gradient()) { REQUIRE(slope == 0); }
    const Variable<double> one(full_tensor<double>({1, 1, 1, 1}, 3));
    const Variable<double> two(full_tensor<double>({1, 1, 1, 1}, 2));
    REQUIRE((conv_transpose2d(one, two).value() == full_tensor<double>({1, 1, 1, 1}, 6)));
}
