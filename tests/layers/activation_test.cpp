#include "nnlite/layers/activation.hpp"

#include "layers/compare.hpp"
#include "support/check_layer.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

namespace {

// The layer is its function, and keeps the laws.
template <class L, class F>
void check_activation(const std::string& type, L layer, F function) {
    INFO(type);
    REQUIRE(layer.type() == type);
    const Variable<double> x(9 * irregular_values({4, 5}));  // beyond the bends at -3 and 6
    REQUIRE(layer(x).value() == function(x).value());
    check_layer([&] { return layer; }, {.input = {2, 5}, .output = {2, 5}});
}

}  // namespace

TEST_CASE("Activation layers are their functions and keep the laws of a layer") {
    check_activation("ReLU", ReLU<double>(), [](auto x) { return relu(x); });
    check_activation("LeakyReLU", LeakyReLU<double>(), [](auto x) { return leaky_relu(x, 0.01); });
    check_activation("LeakyReLU", LeakyReLU<double>(0.3),
                     [](auto x) { return leaky_relu(x, 0.3); });
    check_activation("ELU", ELU<double>(), [](auto x) { return elu(x, 1); });
    check_activation("ELU", ELU<double>(2), [](auto x) { return elu(x, 2); });
    check_activation("SELU", SELU<double>(), [](auto x) { return selu(x); });
    check_activation("GELU", GELU<double>(), [](auto x) { return gelu(x); });
    check_activation("GELU", GELU<double>({.tanh = true}), [](auto x) { return gelu_tanh(x); });
    check_activation("SiLU", SiLU<double>(), [](auto x) { return silu(x); });
    check_activation("Sigmoid", Sigmoid<double>(), [](auto x) { return sigmoid(x); });
    check_activation("Tanh", Tanh<double>(), [](auto x) { return tanh(x); });
    check_activation("ReLU6", ReLU6<double>(), [](auto x) { return relu6(x); });
    check_activation("Hardswish", Hardswish<double>(), [](auto x) { return hardswish(x); });
    check_activation("Mish", Mish<double>(), [](auto x) { return mish(x); });
    check_activation("Softplus", Softplus<double>(), [](auto x) { return softplus(x); });
    check_activation("Softmax", Softmax<double>(), [](auto x) { return softmax(x, -1); });
    check_activation("Softmax", Softmax<double>(1), [](auto x) { return softmax(x, 1); });
}

TEST_CASE("Activation layers without a type are of float; known values") {
    const Variable<float> x(make_tensor<float>({1, 2}, {-2, 3}));
    REQUIRE(max_difference<float>(ReLU()(x).value(), {0, 3}) == 0);
    REQUIRE(max_difference<float>(LeakyReLU(0.5)(x).value(), {-1, 3}) == 0);
    REQUIRE(max_difference<float>(ELU()(x).value(), {-0.8646647F, 3}) < 1e-6);
    REQUIRE(max_difference<float>(SELU()(x).value(), {-1.5201665F, 3.1521030F}) < 1e-6);
    REQUIRE(max_difference<float>(GELU()(x).value(), {-0.0455003F, 2.9959502F}) < 1e-6);
    REQUIRE(max_difference<float>(GELU({.tanh = true})(x).value(), {-0.0454023F, 2.9963627F}) <
            1e-6);
    REQUIRE(max_difference<float>(SiLU()(x).value(), {-0.2384058F, 2.8577224F}) < 1e-6);
    REQUIRE(max_difference<float>(Sigmoid()(x).value(), {0.1192029F, 0.9525741F}) < 1e-6);
    REQUIRE(max_difference<float>(Tanh()(x).value(), {-0.9640276F, 0.9950548F}) < 1e-6);
    REQUIRE(max_difference<float>(Softplus()(x).value(), {0.1269280F, 3.0485874F}) < 1e-6);
    REQUIRE(max_difference<float>(Softmax()(x).value(), {0.0066929F, 0.9933071F}) < 1e-6);
}

TEST_CASE("Softmax refuses an axis that is not there") {
    CounterGenerator generator;
    REQUIRE(Softmax(1).build({3}, generator) == Shape{3});
    REQUIRE_ERROR(Softmax(2).build({3}, generator), ShapeError,
                  "Softmax: expected an axis from -2 to 1, got 2");
}

TEST_CASE("FunctionLayer is a user-defined function") {
    check_layer([] { return FunctionLayer<double>("Square", [](const auto& x) { return x * x; }); },
                {.input = {3}, .output = {3}});
    FunctionLayer square("Square", [](const auto& x) { return x * x; });
    REQUIRE(square(3.0F).item() == 9);
    REQUIRE(square.type() == "Square");
}
