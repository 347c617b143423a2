#include "nnlite/layers/group_norm.hpp"

#include "layers/compare.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/batch_norm.hpp"
#include "nnlite/ops/layer_norm.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/ops/reshape.hpp"
#include "nnlite/ops/slice.hpp"
#include "reference/layers.hpp"
#include "support/check_layer.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;
namespace expected = reference::layers;

namespace {

// y and the gradients of x, weight and bias for f(x, weight, bias) of irregular numbers.
template <class T = double, class F>
std::vector<Tensor<T>> norm_step(const Shape& shape, F f) {
    const Shape channels{shape.back()};
    const Variable<T> x(3 * irregular_values<T>(shape) + T(5), true);
    const Variable<T> weight(irregular_values<T>(channels) + T(2), true),
        bias(irregular_values<T>(channels), true);
    const Variable<T> y = f(x, weight, bias);
    y.backward_from(irregular_values<T>(y.shape()));
    return {y.value(), x.gradient(), weight.gradient(), bias.gradient()};
}

template <class T>
void require_near(const std::vector<Tensor<T>>& got, const std::vector<Tensor<T>>& wanted,
                  double tolerance) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        INFO("tensor " << i);
        double scale = 1;
        for (const T value : wanted[i]) { scale = std::max(scale, std::abs(double(value))); }
        REQUIRE(got[i].size() == wanted[i].size());
        REQUIRE(max_difference(got[i], std::vector<T>(wanted[i].begin(), wanted[i].end())) <=
                tolerance * scale);
    }
}

// The same in plain operations.
template <class T>
Variable<T> plain_group_norm(const Variable<T>& x, std::size_t groups, const Variable<T>& weight,
                             const Variable<T>& bias) {
    const std::size_t batch = x.shape()[0], channels = x.shape().back();
    const auto split = reshape(x, {batch, x.size() / batch / channels, groups, channels / groups});
    const auto center = mean(split, {1, 3}, true);
    const auto deviation = sqrt(var(split, {1, 3}, {.keep_dims = true}) + T(1e-5));
    return reshape((split - center) / deviation, x.shape()) * weight + bias;
}

}  // namespace

TEST_CASE("group_norm is PyTorch's, channels last") {
    const auto images = norm_step({2, 2, 2, 6}, [](const auto& x, const auto& w, const auto& b) {
        return group_norm(x, 2, w, b);
    });
    REQUIRE(max_difference(images[0], expected::group_norm_y) < 1e-14);
    REQUIRE(max_difference(images[1], expected::group_norm_dx) < 1e-14);
    REQUIRE(max_difference(images[2], expected::group_norm_dweight) < 1e-14);
    REQUIRE(max_difference(images[3], expected::group_norm_dbias) < 1e-14);
    const auto features = norm_step(
        {3, 6}, [](const auto& x, const auto& w, const auto& b) { return group_norm(x, 3, w, b); });
    REQUIRE(max_difference(features[0], expected::group_norm_features_y) < 1e-14);
    REQUIRE(max_difference(features[1], expected::group_norm_features_dx) < 1e-14);
    REQUIRE(max_difference(features[2], expected::group_norm_features_dweight) < 1e-14);
    REQUIRE(max_difference(features[3], expected::group_norm_features_dbias) < 1e-14);
}

TEST_CASE("GroupNorm keeps the laws of a layer") {
    check_layer([] { return GroupNorm<double>(2); },
                {.input = {3, 2, 6},
                 .output = {3, 2, 6},
                 .parameters = {"weight", "bias"},
                 .wrong = {4, 5},
                 .error = "GroupNorm: expected channels that 2 groups divide, got [4, 5]"});
    check_layer([] { return GroupNorm<double>(3, {.affine = false}); },
                {.input = {7, 3},
                 .output = {7, 3},
                 .wrong = {4, 0},
                 .error = "GroupNorm: expected samples [..., channels], got [4, 0]"});
    check_layer([] { return GroupNorm<double>(1, {.eps = 1e-3}); },
                {.input = {19},
                 .output = {19},
                 .parameters = {"weight", "bias"},
                 .error = "GroupNorm: expected samples [..., channels], got []"});
}

TEST_CASE("group_norm equals its plain operations, for groups of any width and chunks of pixels") {
    const auto check = [](const Shape& shape, std::size_t groups) {
        INFO("shape " << text_of(shape) << ", groups " << groups);
        const auto own = [&](const auto& x, const auto& w, const auto& b) {
            return group_norm(x, groups, w, b);
        };
        const auto plain = [&](const auto& x, const auto& w, const auto& b) {
            return plain_group_norm(x, groups, w, b);
        };
        require_near(norm_step(shape, own), norm_step(shape, plain), 1e-12);
        require_near(norm_step<float>(shape, own), norm_step<float>(shape, plain), 1e-4);
    };
    check({2, 5, 1}, 1);
    check({3, 2, 2, 35}, 5);
    check({2, 3, 2050}, 2);
    check({2, 1, 1025}, 1);
    check({2, 1025}, 1025);
    check({2, 50, 50, 7}, 7);
    check({1, 70, 70, 6}, 3);
}

TEST_CASE("group_norm of one group is layer_norm of the sample, of single channels batch_norm") {
    Variable<double> x(3 * irregular_values({2, 4, 3, 6}) + 5, true);
    const auto slope = irregular_values({2, 4, 3, 6});
    const auto gradient = [&](const Variable<double>& y) {
        x.zero_gradient();
        y.backward_from(slope);
        return std::vector<Tensor<double>>{y.value(), x.gradient()};
    };
    require_near(gradient(group_norm(x, 1, 1e-3)),
                 gradient(reshape(layer_norm(reshape(x, {2, 72}), 1e-3), x.shape())), 1e-14);
    const auto alone = [&](std::ptrdiff_t i) {
        const auto sample = slice(x, 0, i, i + 1);
        return batch_norm(sample, nnlite::detail::channel_statistics(sample.value()));
    };
    require_near(gradient(group_norm(x, 6)), gradient(concatenate({alone(0), alone(1)}, 0)), 1e-13);
}

TEST_CASE("group_norm: equal bits on 1 and 2 threads, of many samples and of one") {
    const int before = num_threads();
    for (const Shape& shape : {Shape{300, 5, 12}, Shape{3, 60, 60, 12}, Shape{1, 90, 90, 12}}) {
        const auto on = [&](int threads) {
            set_num_threads(threads);
            return norm_step<float>(shape, [](const auto& x, const auto& w, const auto& b) {
                return group_norm(x, 4, w, b);
            });
        };
        REQUIRE((on(1) == on(2)));
    }
    set_num_threads(before);
}

TEST_CASE("group_norm refuses what does not fit") {
    const Variable<float> x(full_tensor<float>({2, 3, 4}, 1));
    const Variable<float> two(full_tensor<float>({2}, 1)), four(full_tensor<float>({4}, 1));
    REQUIRE_ERROR(group_norm(x, 3), ShapeError,
                  "group_norm: expected channels that 3 groups divide, got [2, 3, 4]");
    REQUIRE_ERROR(group_norm(x, 2, two, four), ShapeError,
                  "group_norm: expected weight and bias [4], got [2]");
    REQUIRE_ERROR(group_norm(x, 2, four, two), ShapeError,
                  "group_norm: expected weight and bias [4], got [2]");
    REQUIRE_ERROR(group_norm(four, 2), ShapeError,
                  "group_norm: expected input [batch, ..., channels], got [4]");
    REQUIRE_ERROR(group_norm(Variable<float>(empty_tensor<float>({2, 0, 4})), 2), ShapeError,
                  "group_norm: expected input [batch, ..., channels], got [2, 0, 4]");
    REQUIRE_ERROR(group_norm(x, 0), ValueError, "group_norm: expected groups >= 1, got 0");
    REQUIRE_ERROR(group_norm(x, 2, -1.0), ValueError, "group_norm: expected eps >= 0, got -1");
    REQUIRE_ERROR(GroupNorm<float>(0), ValueError, "GroupNorm: expected groups >= 1, got 0");
    REQUIRE_ERROR(GroupNorm<float>(2, {.eps = -1}), ValueError,
                  "GroupNorm: expected eps >= 0, got -1");
}

TEST_CASE("group_norm of float numbers far from 0 keeps its precision") {
    const Variable<float> x(
        make_tensor<float>({1, 2, 4}, {4096, 4097, -1e6F, 1, 4098, 4099, -1e6F, 1}));
    const float unit = 1 / std::sqrt(1.25F);
    REQUIRE(max_difference<float>(
                group_norm(x, 2, 0.0).value(),
                {-1.5F * unit, -0.5F * unit, -1, 1, 0.5F * unit, 1.5F * unit, -1, 1}) < 1e-6);
}

TEST_CASE("group_norm of groups without spread, of single numbers and of no samples") {
    for (const Shape& shape : {Shape{2, 3, 4}, Shape{2, 1, 4}, Shape{2, 4}}) {
        const Variable<double> x(full_tensor<double>(shape, 2), true);
        const auto y = group_norm(x, shape.size() == 2 ? 4 : 2, full_tensor<double>({4}, 3),
                                  full_tensor<double>({4}, 7), 0.0);
        REQUIRE((y.value() == full_tensor<double>(shape, 7)));
        y.backward_from(irregular_values(shape));
        REQUIRE((x.gradient() == full_tensor<double>(shape, 0)));
    }
    const Variable<float> none(empty_tensor<float>({0, 3, 4}), true),
        weight(Tensor<float>{1, 1, 1, 1}, true);
    const auto y = group_norm(none, 2, weight, full_tensor<float>({4}, 0));
    y.backward_from(empty_tensor<float>({0, 3, 4}));
    REQUIRE(none.gradient().size() == 0);
    REQUIRE((weight.gradient() == full_tensor<float>({4}, 0)));
}
