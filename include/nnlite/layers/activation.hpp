#pragma once

#include <cstddef>

#include "nnlite/layers/function_layer.hpp"
#include "nnlite/ops/activation.hpp"

namespace nnlite {

// Each is the function of ops/activation.hpp as a layer. Shapes: any, kept.

/// max(x, 0).
template <class T = float>
struct ReLU : FunctionLayer<T> {
    ReLU() : FunctionLayer<T>("ReLU", [](const auto& x) { return relu(x); }) {}
};

/// x for x > 0, else slope x.
template <class T = float>
struct LeakyReLU : FunctionLayer<T> {
    explicit LeakyReLU(double slope = 0.01)
        : FunctionLayer<T>("LeakyReLU", [=](const auto& x) { return leaky_relu(x, slope); }) {}
};

/// x for x > 0, else alpha (e^x - 1).
template <class T = float>
struct ELU : FunctionLayer<T> {
    explicit ELU(double alpha = 1)
        : FunctionLayer<T>("ELU", [=](const auto& x) { return elu(x, alpha); }) {}
};

/// 1.0507 ELU(x) with alpha = 1.6733; for weights that start with Initializer::lecun_normal().
template <class T = float>
struct SELU : FunctionLayer<T> {
    SELU() : FunctionLayer<T>("SELU", [](const auto& x) { return selu(x); }) {}
};

struct GELUOptions {
    bool tanh = false;  // the approximation with tanh
};

/// x P(N(0, 1) <= x).
template <class T = float>
struct GELU : FunctionLayer<T> {
    explicit GELU(GELUOptions options = {})
        : FunctionLayer<T>("GELU", [tanh = options.tanh](const auto& x) {
              return tanh ? gelu_tanh(x) : gelu(x);
          }) {}
};

/// x / (1 + e^-x), also called swish.
template <class T = float>
struct SiLU : FunctionLayer<T> {
    SiLU() : FunctionLayer<T>("SiLU", [](const auto& x) { return silu(x); }) {}
};

/// 1 / (1 + e^-x).
template <class T = float>
struct Sigmoid : FunctionLayer<T> {
    Sigmoid() : FunctionLayer<T>("Sigmoid", [](const auto& x) { return sigmoid(x); }) {}
};

/// The hyperbolic tangent.
template <class T = float>
struct Tanh : FunctionLayer<T> {
    Tanh() : FunctionLayer<T>("Tanh", [](const auto& x) { return tanh(x); }) {}
};

/// log(1 + e^x).
template <class T = float>
struct Softplus : FunctionLayer<T> {
    Softplus() : FunctionLayer<T>("Softplus", [](const auto& x) { return softplus(x); }) {}
};

/// exp(x) / sum(exp(x)) over one axis of [batch, ...], by default the last.
/// Throws: ShapeError from build() if there is no such axis.
template <class T = float>
struct Softmax : FunctionLayer<T> {
    explicit Softmax(std::ptrdiff_t axis = -1)
        : FunctionLayer<T>("Softmax", [=](const auto& x) { return softmax(x, axis); }),
          axis_(axis) {}

    Shape build(const Shape& input, Generator&) override {
        normal_axis("Softmax", axis_, input.size() + 1);
        return input;
    }

   private:
    std::ptrdiff_t axis_;
};

}  // namespace nnlite
