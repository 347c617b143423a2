#pragma once

#include <cstddef>

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/function_layer.hpp"
#include "nnlite/ops/activation.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// An activation function of the library, chosen by the type.
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
    ReLU();
};

/// x for x > 0, else slope x.
template <class T = float>
struct LeakyReLU : detail::NamedFunctionLayer<T> {
    explicit LeakyReLU(double slope = 0.01);

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    double slope_;
};

/// x for x > 0, else alpha (e^x - 1).
template <class T = float>
struct ELU : detail::NamedFunctionLayer<T> {
    explicit ELU(double alpha = 1);

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    double alpha_;
};

/// 1.0507 ELU(x) with alpha = 1.6733; for weights initialized by Initializer::lecun_normal().
template <class T = float>
struct SELU : detail::NamedFunctionLayer<T> {
    SELU();
};

/// The options of GELU.
struct GELUOptions {
    bool tanh = false;  // the approximation with tanh
};

/// x P(N(0, 1) <= x).
template <class T = float>
struct GELU : detail::NamedFunctionLayer<T> {
    explicit GELU(GELUOptions options = {});

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    GELUOptions options_;
};

/// x / (1 + e^-x), also called swish.
template <class T = float>
struct SiLU : detail::NamedFunctionLayer<T> {
    SiLU();
};

/// min(max(x, 0), 6).
template <class T = float>
struct ReLU6 : detail::NamedFunctionLayer<T> {
    ReLU6();
};

/// x relu6(x + 3) / 6.
template <class T = float>
struct Hardswish : detail::NamedFunctionLayer<T> {
    Hardswish();
};

/// 1 / (1 + e^-x).
template <class T = float>
struct Sigmoid : detail::NamedFunctionLayer<T> {
    Sigmoid();
};

/// The hyperbolic tangent.
template <class T = float>
struct Tanh : detail::NamedFunctionLayer<T> {
    Tanh();
};

/// log(1 + e^x).
template <class T = float>
struct Softplus : detail::NamedFunctionLayer<T> {
    Softplus();
};

/// exp(x) / sum(exp(x)) over one axis of [batch, ...], by default the last.
/// Throws: ShapeError from build() if there is no such axis.
template <class T = float>
struct Softmax : detail::NamedFunctionLayer<T> {
    explicit Softmax(std::ptrdiff_t axis = -1);

    Shape build(const Shape& input, Generator&) override;

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    std::ptrdiff_t axis_;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/layers/activation_impl.hpp"
#endif
