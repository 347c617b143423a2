#include "nnlite/optimizers/clip.hpp"

#include <cmath>
#include <limits>

#include "support/catch.hpp"

using namespace nnlite;

namespace {

template <class T>
Variable<T> with_gradient(const Tensor<T>& gradient) {
    Variable<T> parameter(full_tensor<T>(gradient.shape(), T(0)), true);
    parameter.backward_from(gradient);
    return parameter;
}

Tensor<float> irregular(std::size_t count) {
    Tensor<float> x = empty_tensor<float>({count});
    for (std::size_t i = 0; i < count; ++i) { x.data()[i] = std::sin(0.7F * float(i)); }
    return x;
}

}  // namespace

TEST_CASE("clip_gradient_norm: one scale for all gradients") {
    const std::vector<Variable<double>> parameters{with_gradient<double>({3.0, 0.0}),
                                                   Variable<double>(Tensor<double>({1.0}), true),
                                                   with_gradient<double>({-4.0})};
    REQUIRE(clip_gradient_norm(parameters, 1) == 5);
    const double scale = 1 / (5 + 1e-6);
    REQUIRE(parameters[0].gradient()(0) == 3 * scale);
    REQUIRE(parameters[0].gradient()(1) == 0);
    REQUIRE(parameters[2].gradient()(0) == -4 * scale);
    REQUIRE_FALSE(parameters[1].has_gradient());
}

TEST_CASE("clip_gradient_norm: small gradients stay") {
    const std::vector<Variable<float>> parameters{with_gradient<float>({0.3F, -0.4F})};
    REQUIRE(std::abs(clip_gradient_norm(parameters, 0.6) - 0.5) < 1e-7);
    REQUIRE(parameters[0].gradient()(0) == 0.3F);
    REQUIRE(parameters[0].gradient()(1) == -0.4F);
    REQUIRE(clip_gradient_norm(std::vector<Variable<float>>{}, 1) == 0);
}

TEST_CASE("clip_gradient_norm: the same bits with 1 and 2 threads") {
    const std::size_t count = 100003;
    const int before = num_threads();
    double norms[2];
    Tensor<float> clipped[2];
    for (int threads = 1; threads <= 2; ++threads) {
        set_num_threads(threads);
        const std::vector<Variable<float>> parameters{with_gradient<float>(irregular(count))};
        norms[threads - 1] = clip_gradient_norm(parameters, 2);
        clipped[threads - 1] = parameters[0].gradient();
    }
    set_num_threads(before);
    double sum = 0;
    for (const float x : irregular(count)) { sum += double(x) * double(x); }
    REQUIRE(std::abs(norms[0] - std::sqrt(sum)) < 1e-5 * std::sqrt(sum));
    REQUIRE(norms[0] == norms[1]);
    REQUIRE(bool(clipped[0] == clipped[1]));
    double sum_after = 0;
    for (const float x : clipped[0]) { sum_after += double(x) * double(x); }
    REQUIRE(std::abs(std::sqrt(sum_after) - 2) < 1e-5);
}

TEMPLATE_TEST_CASE("clip_gradient_norm: gradients whose squares are too large or small", "", float,
                   double) {
    using T = TestType;
    const T large = sizeof(T) == 4 ? T(1e20) : T(1e200), small = 1 / large / 1000;
    const auto clipped = [](T value, std::size_t count, double limit) {
        const std::vector<Variable<T>> parameters{
            with_gradient<T>(nnlite::full_tensor<T>({count}, value)),
            with_gradient<T>(nnlite::full_tensor<T>({3 * count}, -value))};
        const double norm = clip_gradient_norm(parameters, limit);
        REQUIRE(norm == Approx(double(value) * 2 * std::sqrt(double(count))).epsilon(1e-6));
        REQUIRE(parameters[0].gradient()(0) == -parameters[1].gradient()(0));
        return double(parameters[0].gradient()(0));
    };
    REQUIRE(clipped(large, 1, 1) == Approx(0.5).epsilon(1e-6));
    REQUIRE(clipped(large, 10000, 1) == Approx(0.005).epsilon(1e-6));
    REQUIRE(clipped(small, 1, 1) == double(small));
    REQUIRE(clipped(std::numeric_limits<T>::max() / 4, 1, 0.001) == Approx(0.0005).epsilon(1e-6));
    const T infinity = std::numeric_limits<T>::infinity();
    const std::vector<Variable<T>> infinite{with_gradient<T>({infinity, T(1)})};
    REQUIRE(clip_gradient_norm(infinite, 1) == infinity);
    const std::vector<Variable<T>> hole{with_gradient<T>({infinity, T(std::nan(""))})};
    REQUIRE(std::isnan(clip_gradient_norm(hole, 1)));
}

TEST_CASE("clip_gradient_value: to at most the limit") {
    const float infinity = std::numeric_limits<float>::infinity();
    const std::vector<Variable<float>> parameters{
        with_gradient<float>({-3.0F, -0.5F, 0.0F, 0.5F, 3.0F, infinity, -infinity, std::nanf("")}),
        Variable<float>(Tensor<float>({1.0F}), true)};
    clip_gradient_value(parameters, 0.75);
    const Tensor<float>& got = parameters[0].gradient();
    const float wanted[] = {-0.75F, -0.5F, 0.0F, 0.5F, 0.75F, 0.75F, -0.75F};
    for (std::size_t i = 0; i < 7; ++i) { REQUIRE(got(i) == wanted[i]); }
    REQUIRE(std::isnan(got(7)));
}

TEST_CASE("clipping: limits out of range") {
    const std::vector<Variable<float>> none;
    REQUIRE_ERROR(clip_gradient_norm(none, 0), ValueError,
                  "clip_gradient_norm: expected max_norm > 0, got 0");
    REQUIRE_ERROR(clip_gradient_value(none, -1), ValueError,
                  "clip_gradient_value: expected limit > 0, got -1");
}
