#pragma once

#include <cstddef>

#include "nnlite/core/fields.hpp"
#include "nnlite/layers/function_layer.hpp"
#include "nnlite/ops/activation.hpp"

namespace nnlite {

namespace detail {

// One of the library's functions, which its type names.
template <class T>
class NamedFunctionLayer : public FunctionLayer<T> {
   public:
    using FunctionLayer<T>::FunctionLayer;
    void visit_options(OptionVisitor<T>&) override {}
};

}  // namespace detail

// Each is the function of ops/activation.hpp as a layer. Shapes: any, kept.

/// max(x, 0).
template <class T = float>
struct ReLU : detail::NamedFunctionLayer<T> {
    ReLU() : detail::NamedFunctionLayer<T>("ReLU", [](const auto& x) { return relu(x); }) {}
};

/// x for x > 0, else slope x.
template <class T = float>
struct LeakyReLU : detail::NamedFunctionLayer<T> {
    explicit LeakyReLU(double slope = 0.01)
        : detail::NamedFunctionLayer<T>("LeakyReLU",
                                        [=](const auto& x) { return leaky_relu(x, slope); }),
          slope_(slope) {
        require_in_range("LeakyReLU", "slope", slope, Range::finite());
    }

    void visit_options(OptionVisitor<T>& visitor) override {
        visitor.field("slope", slope_);
        if (visitor.sets()) { *this = LeakyReLU(slope_); }
    }

   private:
    double slope_;
};

/// x for x > 0, else alpha (e^x - 1).
template <class T = float>
struct ELU : detail::NamedFunctionLayer<T> {
    explicit ELU(double alpha = 1)
        : detail::NamedFunctionLayer<T>("ELU", [=](const auto& x) { return elu(x, alpha); }),
          alpha_(alpha) {
        require_in_range("ELU", "alpha", alpha, Range::finite());
    }

    void visit_options(OptionVisitor<T>& visitor) override {
        visitor.field("alpha", alpha_);
        if (visitor.sets()) { *this = ELU(alpha_); }
    }

   private:
    double alpha_;
};

/// 1.0507 ELU(x) with alpha = 1.6733; for weights that start with Initializer::lecun_normal().
template <class T = float>
struct SELU : detail::NamedFunctionLayer<T> {
    SELU() : detail::NamedFunctionLayer<T>("SELU", [](const auto& x) { return selu(x); }) {}
};

struct GELUOptions {
    bool tanh = false;  // the approximation with tanh
};

/// x P(N(0, 1) <= x).
template <class T = float>
struct GELU : detail::NamedFunctionLayer<T> {
    explicit GELU(GELUOptions options = {})
        : detail::NamedFunctionLayer<T>(
              "GELU",
              [tanh = options.tanh](const auto& x) { return tanh ? gelu_tanh(x) : gelu(x); }),
          options_(options) {}

    void visit_options(OptionVisitor<T>& visitor) override {
        visitor.field("tanh", options_.tanh);
        if (visitor.sets()) { *this = GELU(options_); }
    }

   private:
    GELUOptions options_;
};

/// x / (1 + e^-x), also called swish.
template <class T = float>
struct SiLU : detail::NamedFunctionLayer<T> {
    SiLU() : detail::NamedFunctionLayer<T>("SiLU", [](const auto& x) { return silu(x); }) {}
};

/// min(max(x, 0), 6).
template <class T = float>
struct ReLU6 : detail::NamedFunctionLayer<T> {
    ReLU6() : detail::NamedFunctionLayer<T>("ReLU6", [](const auto& x) { return relu6(x); }) {}
};

/// x relu6(x + 3) / 6.
template <class T = float>
struct Hardswish : detail::NamedFunctionLayer<T> {
    Hardswish()
        : detail::NamedFunctionLayer<T>("Hardswish", [](const auto& x) { return hardswish(x); }) {}
};

/// 1 / (1 + e^-x).
template <class T = float>
struct Sigmoid : detail::NamedFunctionLayer<T> {
    Sigmoid()
        : detail::NamedFunctionLayer<T>("Sigmoid", [](const auto& x) { return sigmoid(x); }) {}
};

/// The hyperbolic tangent.
template <class T = float>
struct Tanh : detail::NamedFunctionLayer<T> {
    Tanh() : detail::NamedFunctionLayer<T>("Tanh", [](const auto& x) { return tanh(x); }) {}
};

/// log(1 + e^x).
template <class T = float>
struct Softplus : detail::NamedFunctionLayer<T> {
    Softplus()
        : detail::NamedFunctionLayer<T>("Softplus", [](const auto& x) { return softplus(x); }) {}
};

/// exp(x) / sum(exp(x)) over one axis of [batch, ...], by default the last.
/// Throws: ShapeError from build() if there is no such axis.
template <class T = float>
struct Softmax : detail::NamedFunctionLayer<T> {
    explicit Softmax(std::ptrdiff_t axis = -1)
        : detail::NamedFunctionLayer<T>("Softmax", [=](const auto& x) { return softmax(x, axis); }),
          axis_(axis) {}

    Shape build(const Shape& input, Generator&) override {
        normal_axis("Softmax", axis_, input.size() + 1);
        return input;
    }

    void visit_options(OptionVisitor<T>& visitor) override {
        visitor.field("axis", axis_);
        if (visitor.sets()) { *this = Softmax(axis_); }
    }

   private:
    std::ptrdiff_t axis_;
};

}  // namespace nnlite
