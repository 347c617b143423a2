#pragma once

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/layer_norm.hpp"
#include "nnlite/ops/layer_norm.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape LayerNorm<T>::build(const Shape& input, Generator&) {
    if (input.empty() || input.back() == 0) {
        fail<ShapeError>("LayerNorm: expected samples [..., features], got ", input);
    }
    if (options_.elementwise_affine) {
        weight = Variable<T>(full_tensor<T>({input.back()}, T(1)), true);
        bias = Variable<T>(full_tensor<T>({input.back()}, T(0)), true);
    }
    return input;
}

template <class T>
Variable<T> LayerNorm<T>::forward(const Variable<T>& x) const {
    if (!options_.elementwise_affine) { return layer_norm(x, options_.eps); }
    this->require_built(weight);
    return layer_norm(x, weight, bias, options_.eps);
}

template <class T>
void LayerNorm<T>::visit(Visitor<T>& visitor) {
    if (!options_.elementwise_affine) { return; }
    visitor.parameter("weight", weight);
    visitor.parameter("bias", bias);
}

template <class T>
void LayerNorm<T>::visit_options(OptionVisitor<T>& visitor) {
    visit_fields(visitor, options_);
    if (visitor.sets()) { detail::require_in_range("LayerNorm", options_); }
}

}  // namespace nnlite
