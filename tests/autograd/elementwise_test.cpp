#include "nnlite/autograd/elementwise.hpp"

#include <utility>
#include <vector>

#include "nnlite/autograd/gradcheck.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

namespace {

using Inputs = const std::vector<Variable<double>>&;

Variable<double> numbers(const Shape& shape, std::uint64_t seed = 1) {
    return Variable<double>(detail::output_weights(shape, seed));
}

template <class F>
void require_gradient(F&& f, const std::vector<Variable<double>>& inputs) {
    const auto check = check_gradient(f, inputs);
    INFO(check.text());
    REQUIRE(check.relative_error < 1e-6);
}

// Of three inputs, with a kink at y = 0.
constexpr auto blend = [](auto x, auto y, auto z) {
    return where(y > 0, x * tanh(z), 2 * x - exp(z) * y) / (1 + z * z);
};

}  // namespace

TEST_CASE("elementwise: known values and gradients of a formula of three inputs") {
    const Variable<double> x(Tensor<double>{1, 2}, true), y(Tensor<double>{3, 4}, true);
    const Variable<double> z(5.0);
    const auto r = elementwise([](auto a, auto b, auto c) { return a * b + c * a * a; }, x, y, z);
    REQUIRE((r.value() == Tensor<double>{8, 28}));
    r.backward_from(Tensor<double>{1, 10});
    REQUIRE((x.gradient() == Tensor<double>{13, 240}));
    REQUIRE((y.gradient() == Tensor<double>{1, 20}));
    REQUIRE_FALSE(z.has_gradient());
}

TEST_CASE("elementwise: gradients with inputs repeated along every kind of axes") {
    const std::vector<std::vector<Shape>> shapes = {{{3, 7}, {3, 7}, {3, 7}},
                                                    {{3, 7}, {7}, {3, 1}},
                                                    {{7}, {3, 1}, {1}},
                                                    {{}, {3, 2, 5}, {2, 1}},
                                                    {{}, {}, {}},
                                                    {{1, 1}, {1}, {}},
                                                    {{2, 1, 3, 1}, {4, 1, 2}, {2}},
                                                    {{2, 1, 2, 1, 2, 1}, {1, 3, 1, 2, 1, 2}, {}},
                                                    {{3, 1, 5}, {1, 4, 1}, {4, 5}}};
    for (const auto& s : shapes) {
        INFO(text_of(s[0], ", ", s[1], ", ", s[2]));
        require_gradient([](Inputs v) { return elementwise(blend, v[0], v[1], v[2]); },
                         {numbers(s[0]), numbers(s[1], 2), numbers(s[2], 3)});
    }
}

TEST_CASE("elementwise: the same input in every place") {
    require_gradient([](Inputs v) { return elementwise(blend, v[0], v[0], v[0]); },
                     {numbers({2, 5})});
}

TEST_CASE("elementwise: an input that the formula ignores gets a gradient of 0") {
    const auto second = [](auto, auto b) { return b * b; };
    const Variable<double> x(Tensor<double>{1, 2}, true),
        y(make_tensor<double>({2, 1}, {3, 4}), true);
    const auto r = elementwise(second, x, y);
    REQUIRE((r.value() == make_tensor<double>({2, 2}, {9, 9, 16, 16})));
    r.backward_from(full_tensor<double>({2, 2}, 1));
    REQUIRE((x.gradient() == Tensor<double>{0, 0}));
    REQUIRE((y.gradient() == make_tensor<double>({2, 1}, {12, 16})));
    require_gradient([&](Inputs v) { return elementwise(second, v[0], v[1]); }, {x, y});
}

TEST_CASE("elementwise: takes constants: tensors, expressions and numbers") {
    const Variable<float> x(Tensor<float>{1, 2}, true);
    const Tensor<float> t{3, 4};
    const auto f = [](auto a, auto b, auto c) { return a * b + c; };
    REQUIRE((elementwise(f, x, t, 1).value() == Tensor<float>{4, 9}));
    REQUIRE((elementwise(f, x, 2 * t, 0.5).value() == Tensor<float>{6.5F, 16.5F}));
}

TEST_CASE("elementwise: a formula may hold numbers of its own") {
    const Variable<double> x(Tensor<double>{-1, 2}, true);
    const double slope = 0.25;
    const auto y = elementwise([slope](auto v) { return max(v, v * slope); }, x);
    REQUIRE((y.value() == Tensor<double>{-0.25, 2}));
    y.backward_from(Tensor<double>{1, 1});
    REQUIRE((x.gradient() == Tensor<double>{0.25, 1}));
}

TEST_CASE("elementwise: errors") {
    const auto f = [](auto a, auto b) { return a * b; };
    REQUIRE_ERROR(elementwise(f, numbers({2, 3}), numbers({2})), ShapeError,
                  "elementwise: shapes [2, 3] and [2] do not broadcast");
    Variable<double> x(Tensor<double>{1, 2}, true);
    const auto y = elementwise(f, x, 3);
    x.mutable_value()(0) = 7;
    REQUIRE_ERROR(y.backward_from(Tensor<double>{1, 1}), GradientError,
                  "backward: a value of shape [2] that a gradient needs was changed in place after "
                  "its use");
}

TEST_CASE("elementwise: size 0") {
    const std::vector<std::pair<Shape, Shape>> shapes = {
        {{0}, {}}, {{0, 3}, {3}}, {{3, 0}, {3, 1}}, {{1}, {5, 0}}, {{2, 0, 4}, {2, 0, 4}}};
    for (const auto& [a, b] : shapes) {
        INFO(text_of(a, " and ", b));
        const Variable<double> x(numbers(a).value(), true), y(numbers(b).value(), true);
        const auto r = elementwise([](auto u, auto v) { return u * v; }, x, y);
        REQUIRE(r.shape() == nnlite::detail::broadcast_shape("test", a, b));
        r.backward_from(empty_tensor<double>(r.shape()));
        REQUIRE((x.gradient() == full_tensor<double>(a, 0)));
        REQUIRE((y.gradient() == full_tensor<double>(b, 0)));
    }
}
