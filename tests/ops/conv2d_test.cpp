#include "nnlite/ops/conv2d.hpp"

#include <cmath>
#include <limits>
#include <thread>

#include "compare_step.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/pool2d.hpp"
#include "reference/conv2d.hpp"
#include "support/catch.hpp"

using namespace nnlite;

namespace {

void require_equal(const Tensor<double>& got, const std::vector<double>& wanted) {
    REQUIRE(got.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        REQUIRE(got.data()[i] == Approx(wanted[i]).epsilon(1e-12).margin(1e-12));
    }
}

constexpr Conv2dAlgorithm algorithms[] = {Conv2dAlgorithm::direct, Conv2dAlgorithm::winograd_2x2,
                                          Conv2dAlgorithm::winograd_4x4};

// The pooled convolution of irregular numbers, and its three gradients.
std::vector<Tensor<double>> pooled_step(Conv2dAlgorithm algorithm) {
    const Variable<double> x(sines({7, 9, 8, 5}, 0.7), true), w(sines({3, 3, 5, 11}, 0.3), true);
    const Variable<double> b(sines({11}, 1.1), true);
    const Variable<double> y =
        nnlite::detail::conv2d_pool(x, w, b, {.padding = 1, .algorithm = algorithm});
    y.backward_from(sines(y.shape(), 0.9));
    return {y.value(), x.gradient(), w.gradient(), b.gradient()};
}

}  // namespace

TEST_CASE("conv2d: values and gradients are PyTorch's") {
    const auto check = [](const Shape& x_shape, const Shape& w_shape,
                          const nnlite::detail::Conv2dFunctionOptions& options,
                          const auto& y_wanted, const auto& dx, const auto& dw, const auto& db) {
        const Variable<double> x(sines(x_shape, 0.7), true), w(sines(w_shape, 0.3), true);
        const Variable<double> b(sines({w_shape[3]}, 1.1), true);
        const Variable<double> y = conv2d(x, w, b, options);
        require_equal(y.value(), y_wanted);
        y.backward_from(sines(y.shape(), 0.9));
        require_equal(x.gradient(), dx);
        require_equal(w.gradient(), dw);
        require_equal(b.gradient(), db);
    };
    check({2, 4, 4, 2}, {3, 3, 2, 3}, {}, reference::plain_y, reference::plain_dx,
          reference::plain_dw, reference::plain_db);
    check({1, 5, 6, 2}, {3, 2, 1, 4},
          {.stride = {2, 1}, .padding = {1, 1, 0, 0}, .dilation = {1, 2}, .groups = 2},
          reference::strided_y, reference::strided_dx, reference::strided_dw,
          reference::strided_db);
}

TEST_CASE(
    "conv2d: same padding keeps ceil(extent / stride), the odd zero at the bottom and right") {
    const Variable<double> x(sines({1, 5, 6, 1}, 0.7)), w(sines({2, 2, 1, 1}, 0.3));
    const auto same = conv2d(x, w, {.padding = Padding::same()});
    REQUIRE(same.shape() == Shape{1, 5, 6, 1});
    const auto given = conv2d(x, w, {.padding = {0, 1, 0, 1}});
    REQUIRE((same.value() == given.value()));
    REQUIRE(conv2d(x, w, {.stride = 2, .padding = Padding::same()}).shape() == Shape{1, 3, 3, 1});
}

TEST_CASE("conv2d: gradients") {
    const Variable<double> x(sines({2, 5, 4, 4}, 0.7)), w(sines({3, 2, 2, 6}, 0.3));
    const Variable<double> b(sines({6}, 1.1));
    const nnlite::detail::Conv2dFunctionOptions options{
        .stride = {2, 1}, .padding = {1, 0, 2, 1}, .groups = 2};
    const auto check =
        check_gradient([&](Inputs in) { return conv2d(in[0], in[1], in[2], options); }, {x, w, b});
    INFO(check.text());
    REQUIRE(check.relative_error < 1e-6);
}

TEST_CASE("conv2d: with relu in the same pass it is relu after it") {
    std::vector<Tensor<double>> results;
    for (const bool fused : {false, true}) {
        const Variable<double> x(sines({2, 5, 4, 4}, 0.7), true), w(sines({3, 2, 4, 6}, 0.3), true);
        const Variable<double> b(sines({6}, 1.1), true);
        const auto y = conv2d(x, w, b, {.relu = fused});
        const auto z = fused ? y : relu(y);
        z.backward_from(sines(z.shape(), 0.9));
        for (const auto* t : {&z.value(), &x.gradient(), &w.gradient(), &b.gradient()}) {
            results.push_back(*t);
        }
    }
    for (std::size_t i = 0; i < 4; ++i) { REQUIRE((results[i] == results[i + 4])); }
}

TEST_CASE("conv2d_pool: the numbers and gradients of conv2d, relu and max_pool2d") {
    std::vector<Tensor<double>> results;
    const nnlite::detail::Conv2dFunctionOptions options{.padding = {1, 0, 2, 1}};
    for (const bool one_pass : {false, true}) {
        const Variable<double> x(sines({2, 7, 6, 4}, 0.7), true), w(sines({3, 3, 4, 6}, 0.3), true);
        const Variable<double> b(sines({6}, 1.1), true);
        const auto y = one_pass ? nnlite::detail::conv2d_pool(x, w, b, options)
                                : max_pool2d(relu(conv2d(x, w, b, options)), 2);
        REQUIRE(y.shape() == Shape{2, 3, 3, 6});
        y.backward_from(sines(y.shape(), 0.9));
        for (const auto* t : {&y.value(), &x.gradient(), &w.gradient(), &b.gradient()}) {
            results.push_back(*t);
        }
    }
    for (std::size_t i = 0; i < 4; ++i) {
        require_equal(results[i], {results[i + 4].begin(), results[i + 4].end()});
    }
}

TEST_CASE("conv2d_pool: gradients") {
    for (const auto algorithm : algorithms) {
        const Variable<double> x(sines({2, 7, 8, 3}, 0.7)), w(sines({3, 3, 3, 4}, 0.3));
        const Variable<double> b(sines({4}, 1.1));
        const nnlite::detail::Conv2dFunctionOptions options{.padding = 1, .algorithm = algorithm};
        for (const bool pooled : {false, true}) {
            const auto check = check_gradient(
                [&](Inputs in) {
                    return pooled ? nnlite::detail::conv2d_pool(in[0], in[1], in[2], options)
                                  : conv2d(in[0], in[1], in[2], options);
                },
                {x, w, b});
            INFO(check.text());
            REQUIRE(check.relative_error < 1e-6);
        }
    }
    const Variable<double> x(sines({1, 5, 5, 2}, 0.7)), w(sines({2, 2, 2, 3}, 0.3));
    const auto check =
        check_gradient([](Inputs in) { return nnlite::detail::conv2d_pool(in[0], in[1]); }, {x, w});
    INFO(check.text());
    REQUIRE(check.relative_error < 1e-6);
}

TEST_CASE("conv2d_pool: errors and edges") {
    const Variable<double> x(sines({1, 4, 4, 2}, 0.7)), w(sines({4, 3, 2, 4}, 0.3));
    REQUIRE_ERROR(nnlite::detail::conv2d_pool(x, w), ShapeError,
                  "conv2d_pool: expected at least 2 x 2 pixels to pool, got 1 x 2");
    REQUIRE_ERROR(nnlite::detail::conv2d_pool(x, w, Variable<double>(sines({3}, 1))), ShapeError,
                  "conv2d_pool: expected bias [4], got [3]");
    const Variable<double> none(sines({0, 5, 4, 2}, 0.7), true);
    const Variable<double> kernels(sines({3, 3, 2, 4}, 0.3), true);
    const Variable<double> y = nnlite::detail::conv2d_pool(none, kernels);
    REQUIRE(y.shape() == Shape{0, 1, 1, 4});
    y.backward_from(sines({0, 1, 1, 4}, 1));
    for (const double slope : kernels.gradient()) { REQUIRE(slope == 0); }
}

TEST_CASE("conv2d: errors") {
    const Variable<double> x(sines({1, 4, 4, 2}, 0.7)), w(sines({3, 3, 2, 4}, 0.3));
    const Variable<double> wide(sines({3, 3, 3, 4}, 0.3)), large(sines({5, 3, 2, 4}, 0.3));
    REQUIRE_ERROR(conv2d(x, wide), ShapeError,
                  "conv2d: expected input [batch, height, width, 3], got [1, 4, 4, 2]");
    REQUIRE_ERROR(
        conv2d(x, large), ShapeError,
        "conv2d: expected an image of at least 5 x 3 pixels, padding included, got 4 x 4");
    REQUIRE_ERROR(conv2d(x, w, {.stride = {0, 1}}), ValueError,
                  "conv2d: expected stride >= 1, got 0 x 1");
    REQUIRE_ERROR(conv2d(x, w, {.dilation = {1, 0}}), ValueError,
                  "conv2d: expected dilation >= 1, got 1 x 0");
    REQUIRE_ERROR(conv2d(x, w, {.groups = 3}), ValueError,
                  "conv2d: expected groups that divide 4 filters, got 3");
    REQUIRE_ERROR(conv2d(x, w, {.stride = 2, .algorithm = Conv2dAlgorithm::winograd_4x4}),
                  ValueError,
                  "conv2d: expected kernels 3 x 3 with stride, dilation and groups of 1 for a "
                  "Winograd algorithm, got kernels [3, 3, 2, 4], stride 2 x 2, dilation 1 x 1, "
                  "groups 1");
    REQUIRE_ERROR(conv2d(x, w, Variable<double>(sines({3}, 1))), ShapeError,
                  "conv2d: expected bias [4], got [3]");
    REQUIRE_ERROR(conv2d(x, Variable<double>(sines({3, 3}, 1))), ShapeError,
                  "conv2d: expected kernels [height, width, in / groups, out], got [3, 3]");
}

TEST_CASE("conv2d: an empty batch gives an empty result") {
    const Variable<double> x(sines({0, 4, 4, 2}, 0.7), true), w(sines({3, 3, 2, 4}, 0.3), true);
    const Variable<double> y = conv2d(x, w);
    REQUIRE(y.shape() == Shape{0, 2, 2, 4});
    y.backward_from(sines({0, 2, 2, 4}, 1));
    for (const double slope : w.gradient()) { REQUIRE(slope == 0); }
}

TEST_CASE("conv2d: NaN and infinity stay visible, whatever the algorithm") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const auto algorithm : algorithms) {
        for (const double bad : {nan, std::numeric_limits<double>::infinity()}) {
            Tensor<double> images = sines({1, 12, 12, 2}, 0.7);
            images(0, 6, 6, 1) = bad;
            const Variable<double> w(sines({3, 3, 2, 5}, 0.3)), b(sines({5}, 1.1));
            const nnlite::detail::Conv2dFunctionOptions options{.padding = 1,
                                                                .algorithm = algorithm};
            const Tensor<double> y = conv2d(Variable<double>(images), w, b, options).value();
            for (std::size_t i = 5; i < 8; ++i) {
                for (std::size_t j = 5; j < 8; ++j) {
                    for (std::size_t k = 0; k < 5; ++k) { REQUIRE(!std::isfinite(y(0, i, j, k))); }
                }
            }
            // Winograd's tiles carry it no further than their own pixels.
            for (std::size_t k = 0; k < 5; ++k) { REQUIRE(std::isfinite(y(0, 3, 3, k))); }
        }
        Tensor<double> images = sines({1, 12, 12, 2}, 0.7);
        images(0, 6, 6, 1) = nan;
        const Variable<double> w(sines({3, 3, 2, 5}, 0.3), true), b(sines({5}, 1.1), true);
        const Variable<double> y = nnlite::detail::conv2d_pool(
            Variable<double>(images), w, b, {.padding = 1, .algorithm = algorithm});
        for (std::size_t k = 0; k < 5; ++k) { REQUIRE(std::isnan(y.value()(0, 3, 3, k))); }
        Tensor<double> dy = sines(y.shape(), 0.9);
        y.backward_from(dy, true);
        for (std::size_t k = 0; k < 5; ++k) { REQUIRE(std::isnan(w.gradient()(1, 1, 1, k))); }
        dy(0, 3, 3, 2) = nan;
        y.backward_from(dy);
        REQUIRE(std::isnan(b.gradient()(2)));
    }
}

TEST_CASE("conv2d: transposed and sliced tensors are taken in their order") {
    const Tensor<double> images = sines({2, 9, 10, 3}, 0.7), weights = sines({3, 3, 3, 4}, 0.3);
    const Tensor<double> turned = xt::transpose(images, {0, 2, 1, 3});
    const auto sliced = xt::view(images, xt::all(), xt::range(1, 9, 2), xt::all(), xt::all());
    const Variable<double> w(weights), w_turned(xt::transpose(weights, {1, 0, 2, 3}));
    for (const auto algorithm : algorithms) {
        const nnlite::detail::Conv2dFunctionOptions options{.algorithm = algorithm};
        const Tensor<double> y = conv2d(Variable<double>(images), w, options).value();
        const Tensor<double> y_turned =
            conv2d(Variable<double>(xt::transpose(images, {0, 2, 1, 3})), w_turned, options)
                .value();
        const Tensor<double> back = xt::transpose(y_turned, {0, 2, 1, 3});
        require_equal(back, {y.begin(), y.end()});
        REQUIRE((nnlite::detail::conv2d_pool(Variable<double>(sliced), w, options).value() ==
                 nnlite::detail::conv2d_pool(Variable<double>(Tensor<double>(sliced)), w, options)
                     .value()));
    }
}

TEST_CASE("conv2d: the same bits from threads of the program and inside a parallel_for") {
    for (const auto algorithm : algorithms) {
        const auto wanted = pooled_step(algorithm);
        std::vector<Tensor<double>> got[6];
        std::thread first([&] { got[0] = pooled_step(algorithm); });
        std::thread second([&] { got[1] = pooled_step(algorithm); });
        first.join();
        second.join();
        parallel_for(4, 1,
                     [&](std::size_t i, std::size_t) { got[2 + i] = pooled_step(algorithm); });
        for (const auto& results : got) { REQUIRE((results == wanted)); }
    }
}
