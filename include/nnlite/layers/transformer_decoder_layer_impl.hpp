#pragma once

#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/layers/transformer_decoder_layer.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape TransformerDecoderLayer<T>::build(const Shape& input, Generator& generator) {
    detail::require_sequence(type_, input, this->width_);
    this->self_attention.build(input, generator);
    memory_attention.build(input, generator);
    this->build_linear(input, generator);
    for (auto* norm : {&norm1, &norm2, &norm3}) { norm->build(input, generator); }
    for (auto* drop : {&dropout1, &dropout2, &dropout3}) { drop->build(input, generator); }
    return input;
}

template <class T>
Variable<T> TransformerDecoderLayer<T>::forward(const Variable<T>& x, const Variable<T>& memory,
                                                const detail::DecoderMasks<T>& masks) const {
    const detail::AttendOptions<T> self{.key_padding_mask = masks.key_padding_mask,
                                        .mask = masks.mask,
                                        .causal = this->options_.causal.value_or(true)};
    const Variable<T> y = this->residual(x, norm1, dropout1, [&](const Variable<T>& v) {
        return this->self_attention.attend(v, v, v, self).output;
    });
    const detail::AttendOptions<T> other{.key_padding_mask = masks.memory_key_padding_mask,
                                         .mask = masks.memory_mask};
    const Variable<T> z = this->residual(y, norm2, dropout2, [&](const Variable<T>& v) {
        return memory_attention.attend(v, memory, memory, other).output;
    });
    return this->residual(z, norm3, dropout3,
                          [&](const Variable<T>& v) { return this->feed_forward(v); });
}

template <class T>
void TransformerDecoderLayer<T>::visit(Visitor<T>& visitor) {
    visitor.child("self_attn", this->self_attention);
    visitor.child("multihead_attn", memory_attention);
    visitor.child("linear1", this->linear1);
    visitor.child("linear2", this->linear2);
    visitor.child("norm1", norm1);
    visitor.child("norm2", norm2);
    visitor.child("norm3", norm3);
    visitor.child("dropout", this->dropout);
    visitor.child("dropout1", dropout1);
    visitor.child("dropout2", dropout2);
    visitor.child("dropout3", dropout3);
}

}  // namespace nnlite
