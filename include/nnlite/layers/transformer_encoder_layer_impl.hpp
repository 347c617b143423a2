#pragma once

#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/layers/transformer_encoder_layer.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape TransformerEncoderLayer<T>::build(const Shape& input, Generator& generator) {
    detail::require_sequence(type_, input, this->width_);
    this->self_attention.build(input, generator);
    this->build_linear(input, generator);
    for (auto* norm : {&norm1, &norm2}) { norm->build(input, generator); }
    for (auto* drop : {&dropout1, &dropout2}) { drop->build(input, generator); }
    return input;
}

template <class T>
Variable<T> TransformerEncoderLayer<T>::forward(const Variable<T>& x,
                                                detail::AttendOptions<T> masks) const {
    masks.causal = masks.causal || this->options_.causal.value_or(false);
    const auto attention = [&](const Variable<T>& v) {
        return this->self_attention.attend(v, v, v, masks).output;
    };
    const Variable<T> y = this->residual(x, norm1, dropout1, attention);
    return this->residual(y, norm2, dropout2,
                          [&](const Variable<T>& v) { return this->feed_forward(v); });
}

template <class T>
void TransformerEncoderLayer<T>::visit(Visitor<T>& visitor) {
    visitor.child("self_attn", this->self_attention);
    visitor.child("linear1", this->linear1);
    visitor.child("linear2", this->linear2);
    visitor.child("norm1", norm1);
    visitor.child("norm2", norm2);
    visitor.child("dropout", this->dropout);
    visitor.child("dropout1", dropout1);
    visitor.child("dropout2", dropout2);
}

}  // namespace nnlite
