#pragma once

#include "nnlite/core/shape.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/activation.hpp"
#include "nnlite/layers/function_layer.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/softmax.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_ROW(function, Layer) \
    template <class T>              \
    Layer<T>::Layer()               \
        : detail::NamedFunctionLayer<T>(#Layer, [](const auto& x) { return function(x); }) {}
NNLITE_ACTIVATIONS(NNLITE_ROW)
#undef NNLITE_ROW

template <class T>
LeakyReLU<T>::LeakyReLU(double slope)
    : detail::NamedFunctionLayer<T>("LeakyReLU",
                                    [=](const auto& x) { return leaky_relu(x, slope); }),
      slope_(slope) {
    detail::require_in_range("LeakyReLU", "slope", slope, Range::finite());
}

template <class T>
ELU<T>::ELU(double alpha)
    : detail::NamedFunctionLayer<T>("ELU", [=](const auto& x) { return elu(x, alpha); }),
      alpha_(alpha) {
    detail::require_in_range("ELU", "alpha", alpha, Range::finite());
}

template <class T>
GELU<T>::GELU(GELUOptions options)
    : detail::NamedFunctionLayer<T>(
          "GELU", [tanh = options.tanh](const auto& x) { return tanh ? gelu_tanh(x) : gelu(x); }),
      options_(options) {}

template <class T>
Softmax<T>::Softmax(std::ptrdiff_t axis)
    : detail::NamedFunctionLayer<T>("Softmax", [=](const auto& x) { return softmax(x, axis); }),
      axis_(axis) {}

template <class T>
void LeakyReLU<T>::visit_options(OptionVisitor<T>& visitor) {
    visitor.field("slope", slope_);
    if (visitor.sets()) { *this = LeakyReLU(slope_); }
}

template <class T>
void ELU<T>::visit_options(OptionVisitor<T>& visitor) {
    visitor.field("alpha", alpha_);
    if (visitor.sets()) { *this = ELU(alpha_); }
}

template <class T>
void GELU<T>::visit_options(OptionVisitor<T>& visitor) {
    visitor.field("tanh", options_.tanh);
    if (visitor.sets()) { *this = GELU(options_); }
}

template <class T>
Shape Softmax<T>::build(const Shape& input, Generator&) {
    detail::normalize_axis("Softmax", axis_, input.size() + 1);
    return input;
}

template <class T>
void Softmax<T>::visit_options(OptionVisitor<T>& visitor) {
    visitor.field("axis", axis_);
    if (visitor.sets()) { *this = Softmax(axis_); }
}

}  // namespace nnlite
