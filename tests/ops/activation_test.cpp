#include "nnlite/ops/activation.hpp"

#include <limits>
#include <string>

#include "check.hpp"
#include "nnlite/ops/reduce.hpp"
#include "reference/ops.hpp"
#include "support/not_finite.hpp"
#include "support/reference_tensor.hpp"

using nnlite::Activation;
using nnlite::Tensor;
using nnlite::Variable;

namespace {

struct Known {
    Activation activation;
    const std::vector<double>& value;
    const std::vector<double>& slope;
};

const std::vector<Known>& known() {
    static const std::vector<Known> all = {
        {Activation::relu, reference::relu, reference::relu_slope},
        {Activation::leaky_relu, reference::leaky_relu, reference::leaky_relu_slope},
        {Activation::elu, reference::elu, reference::elu_slope},
        {Activation::selu, reference::selu, reference::selu_slope},
        {Activation::gelu, reference::gelu, reference::gelu_slope},
        {Activation::gelu_tanh, reference::gelu_tanh, reference::gelu_tanh_slope},
        {Activation::silu, reference::silu, reference::silu_slope},
        {Activation::sigmoid, reference::sigmoid, reference::sigmoid_slope},
        {Activation::tanh, reference::tanh, reference::tanh_slope},
        {Activation::softplus, reference::softplus, reference::softplus_slope},
        {Activation::relu6, reference::relu6, reference::relu6_slope},
        {Activation::hardswish, reference::hardswish, reference::hardswish_slope},
        {Activation::mish, reference::mish, reference::mish_slope}};
    return all;
}

}  // namespace

TEST_CASE("activations: values and gradients are PyTorch's") {
    const nnlite::Shape shape{reference::activation_inputs.size()};
    for (const auto& [activation, value, slope] : known()) {
        INFO(nnlite::detail::activation_name(activation));
        const Variable<double> x(reference_tensor<double>(shape, reference::activation_inputs),
                                 true);
        const auto y = activate(x, activation);
        require_close(y.value(), shape, value);
        y.backward_from(nnlite::full_tensor<double>(shape, 1));
        require_close(x.gradient(), shape, slope);
        const Variable<float> single(Tensor<float>(x.value()));
        require_close(activate(single, activation).value(), shape, value, 2e-6);
    }
}

TEST_CASE("activations: slope and alpha can be chosen") {
    const Variable<double> x(Tensor<double>{-1, 2});
    REQUIRE((leaky_relu(x, 0.2).value() == Tensor<double>{-0.2, 2}));
    require_close(elu(x, 2).value(), {2}, {-1.2642411176571153, 2});
}

TEST_CASE("activations: gradients") {
    for (const auto& entry : known()) {
        INFO(nnlite::detail::activation_name(entry.activation));
        require_gradient([&](Inputs x) { return activate(x[0], entry.activation); },
                         {numbers({3, 7})});
    }
    require_gradient([](Inputs x) { return activate(x[0], Activation::softmax); },
                     {numbers({3, 7})});
    require_gradient([](Inputs x) { return leaky_relu(x[0], 0.3); }, {numbers({3, 7})});
    require_gradient([](Inputs x) { return elu(x[0], 1.7); }, {numbers({3, 7})});
}

TEST_CASE("activations: names, none and softmax") {
    REQUIRE(std::string(nnlite::detail::activation_name(Activation::none)) == "none");
    REQUIRE(std::string(nnlite::detail::activation_name(Activation::gelu_tanh)) == "gelu_tanh");
    REQUIRE(std::string(nnlite::detail::activation_name(Activation::softmax)) == "softmax");
    const auto x = numbers({2, 2});
    REQUIRE(activate(x, Activation::none).node() == x.node());
    REQUIRE_ERROR(activate(Variable<double>(1), Activation::softmax), nnlite::ShapeError,
                  "softmax: expected an axis from 0 to -1, got -1");
}

TEST_CASE("activations: NaN stays NaN, large numbers do not overflow") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const auto& entry : known()) {
        INFO(nnlite::detail::activation_name(entry.activation));
        const Variable<double> x(Tensor<double>{nan, 1e5, -1e5}, true);
        const auto y = activate(x, entry.activation);
        REQUIRE(std::isnan(y.value()(0)));
        y.backward_from(Tensor<double>{0, 1, 1});
        for (const std::size_t i : {1U, 2U}) {
            REQUIRE(std::isfinite(y.value()(i)));
            REQUIRE(std::isfinite(x.gradient()(i)));
        }
        REQUIRE(activate(numbers({0, 3}), entry.activation).shape() == nnlite::Shape{0, 3});
    }
}

TEST_CASE("silu, softplus, elu: where e^x is near the largest float") {
    const Variable<float> x(Tensor<float>{-88.5F, 88.6F, -100, 100});
    const Tensor<float> s = silu(x).value(), p = softplus(x).value(), e = elu(x).value();
    REQUIRE(s(0) == Approx(-3.2499e-37).epsilon(1e-4));
    REQUIRE((s(1) == 88.6F && s(3) == 100));
    REQUIRE(p(0) == Approx(3.6723e-39).epsilon(1e-4));
    REQUIRE(p(2) == Approx(3.7835e-44).margin(1.5e-45));  // subnormal
    REQUIRE((e(0) == -1 && e(1) == 88.6F));
    REQUIRE(sigmoid(x).value()(0) == Approx(3.6723e-39).epsilon(1e-4));
}

TEST_CASE("relu6, hardswish: where they bend, and beyond") {
    const auto slope = [](auto f, double at) {
        const Variable<double> x(Tensor<double>{at}, true);
        sum(f(x)).backward();
        return x.gradient()(0);
    };
    const auto six = [](const auto& x) { return relu6(x); };
    const auto swish = [](const auto& x) { return hardswish(x); };
    const Variable<double> x(Tensor<double>{-infinity, -3, 0, 3, 6, 7, infinity});
    REQUIRE((six(x).value() == Tensor<double>{0, 0, 0, 3, 6, 6, 6}));
    REQUIRE((swish(x).value() == Tensor<double>{0, 0, 0, 3, 6, 7, infinity}));
    REQUIRE((slope(six, 0) == 0 && slope(six, 6) == 0 && slope(six, 5) == 1));
    REQUIRE((slope(swish, -3) == Approx(-0.5) && slope(swish, 3) == Approx(1.5)));  // PyTorch's
    REQUIRE(std::isnan(six(Variable<double>(std::nan(""))).item()));
    REQUIRE(std::isnan(swish(Variable<double>(std::nan(""))).item()));
    for (const std::size_t count : {0U, 1U, 7U, 1025U}) {
        REQUIRE((six(Variable<double>(nnlite::full_tensor<double>({count}, 9))).value() ==
                 nnlite::full_tensor<double>({count}, 6)));
    }
}
