#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "nnlite/layers/transformer_encoder_layer.hpp"

namespace nnlite {

/// Masks of a decoder's two attentions; see AttendOptions.
template <class T>
struct DecoderMasks {
    std::optional<AttentionMask<T>> mask = {};
    std::optional<Tensor<bool>> key_padding_mask = {};
    std::optional<AttentionMask<T>> memory_mask = {};
    std::optional<Tensor<bool>> memory_key_padding_mask = {};
};

/// Self attention, attention to a memory (what an encoder gave) and a feed-forward network, each
/// with dropout, a residual and a LayerNorm as in TransformerEncoderLayer. Self attention is causal
/// unless the options say no.
/// Shapes: x [batch, tokens, width], kept; memory [batch, sources, width].
/// Start values: those of the layers in it; with TorchGenerator PyTorch's very numbers.
/// Throws: ShapeError and ValueError from build(), as MultiheadAttention; ValueError from forward()
/// without a memory.
/// Source: Vaswani et al. 2017, section 3.1.
template <class T = float>
class TransformerDecoderLayer : public Layer<T> {
   public:
    MultiheadAttention<T> self_attention, memory_attention;
    Linear<T> linear1, linear2;
    LayerNorm<T> norm1, norm2, norm3;
    Dropout<T> dropout, dropout1, dropout2, dropout3;

    explicit TransformerDecoderLayer(std::size_t heads, TransformerLayerOptions options = {})
        : self_attention(heads, {.dropout = options.dropout}),
          memory_attention(self_attention),
          linear1(options.feed_forward),
          linear2(0),
          norm1({.eps = options.eps}),
          norm2(norm1),
          norm3(norm1),
          dropout(options.dropout),
          dropout1(dropout),
          dropout2(dropout),
          dropout3(dropout),
          options_(options) {}
    TransformerDecoderLayer(std::size_t width, std::size_t heads,
                            TransformerLayerOptions options = {})
        : TransformerDecoderLayer(heads, options) {
        width_ = width;
    }

    Shape build(const Shape& input, Generator& generator) override {
        detail::require_sequence("TransformerDecoderLayer", input, width_);
        self_attention.build(input, generator);
        memory_attention.build(input, generator);
        linear2 = Linear<T>(input[1]);
        const Shape hidden = linear1.build(input, generator);
        linear2.build(hidden, generator);
        for (auto* norm : {&norm1, &norm2, &norm3}) { norm->build(input, generator); }
        dropout.build(hidden, generator);
        for (auto* drop : {&dropout1, &dropout2, &dropout3}) { drop->build(input, generator); }
        return input;
    }

    Variable<T> forward(const Variable<T>&) override {
        fail<ValueError>("TransformerDecoderLayer: expected forward(x, memory), got no memory");
    }

    Variable<T> forward(const Variable<T>& x, const Variable<T>& memory,
                        const DecoderMasks<T>& masks = {}) {
        const auto attention = [&](const Variable<T>& v) {
            const AttendOptions<T> inner{.key_padding_mask = masks.key_padding_mask,
                                         .mask = masks.mask,
                                         .causal = options_.causal.value_or(true)};
            return dropout1(self_attention.attend(v, v, v, inner).output);
        };
        const auto of_memory = [&](const Variable<T>& v) {
            const AttendOptions<T> inner{.key_padding_mask = masks.memory_key_padding_mask,
                                         .mask = masks.memory_mask};
            return dropout2(memory_attention.attend(v, memory, memory, inner).output);
        };
        const auto feed_forward = [&](const Variable<T>& v) {
            return dropout3(linear2(dropout(activate(linear1(v), options_.activation))));
        };
        if (options_.norm_first) {
            const Variable<T> y = x + attention(norm1(x));
            const Variable<T> z = y + of_memory(norm2(y));
            return z + feed_forward(norm3(z));
        }
        const Variable<T> y = norm1(x + attention(x));
        const Variable<T> z = norm2(y + of_memory(y));
        return norm3(z + feed_forward(z));
    }

    void visit(Visitor<T>& visitor) override {
        visitor.child("self_attn", self_attention);
        visitor.child("multihead_attn", memory_attention);
        visitor.child("linear1", linear1);
        visitor.child("linear2", linear2);
        visitor.child("norm1", norm1);
        visitor.child("norm2", norm2);
        visitor.child("norm3", norm3);
        visitor.child("dropout", dropout);
        visitor.child("dropout1", dropout1);
        visitor.child("dropout2", dropout2);
        visitor.child("dropout3", dropout3);
    }

    std::string type() const override { return "TransformerDecoderLayer"; }

   private:
    std::optional<std::size_t> width_;
    TransformerLayerOptions options_;
};

}  // namespace nnlite
