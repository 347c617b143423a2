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

// Each is the function of ops/activation.hpp as a layer. Shapes: any, kept. For SELU, initialize
// weights by Initializer::lecun_normal().

#define NNLITE_ROW(function, Layer)                      \
    template <class T = float>                           \
    class Layer : public detail::NamedFunctionLayer<T> { \
       public:                                           \
        Layer();                                         \
    };
NNLITE_ACTIVATIONS(NNLITE_ROW)
#undef NNLITE_ROW

/// x for x > 0, else slope x.
/// Elsewhere: torch.nn.LeakyReLU; keras.layers.LeakyReLU.
template <class T = float>
class LeakyReLU : public detail::NamedFunctionLayer<T> {
   public:
    explicit LeakyReLU(double slope = 0.01);

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    double slope_;
};

/// x for x > 0, else alpha (e^x - 1).
/// Elsewhere: torch.nn.ELU; keras.layers.ELU.
template <class T = float>
class ELU : public detail::NamedFunctionLayer<T> {
   public:
    explicit ELU(double alpha = 1);

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    double alpha_;
};

/// The options of GELU.
struct GELUOptions {
    bool tanh = false;  // the approximation with tanh
};

/// x P(N(0, 1) <= x).
/// Elsewhere: torch.nn.GELU; keras.layers.Activation("gelu").
template <class T = float>
class GELU : public detail::NamedFunctionLayer<T> {
   public:
    explicit GELU(GELUOptions options = {});

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    GELUOptions options_;
};

/// exp(x) / sum(exp(x)) over one axis of [batch, ...], by default the last.
/// Throws: ShapeError from build() if there is no such axis.
/// Elsewhere: torch.nn.Softmax; keras.layers.Softmax.
template <class T = float>
class Softmax : public detail::NamedFunctionLayer<T> {
   public:
    explicit Softmax(std::ptrdiff_t axis = -1);

    Shape build(const Shape& input, Generator&) override;

    void visit_options(OptionVisitor<T>& visitor) override;

   private:
    std::ptrdiff_t axis_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/activation_impl.hpp"
#endif
