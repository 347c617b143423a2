#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/transformer_layer.hpp"

namespace nnlite {

/// Masks of a decoder's two attentions; see AttendOptions.
template <class T>
struct DecoderMasks {
    std::optional<AttentionMask<T>> mask = {};
    detail::OptionalArray<Tensor<bool>> key_padding_mask = {};
    std::optional<AttentionMask<T>> memory_mask = {};
    detail::OptionalArray<Tensor<bool>> memory_key_padding_mask = {};
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
class TransformerDecoderLayer : public detail::TransformerLayer<T> {
   public:
    MultiheadAttention<T> memory_attention;
    LayerNorm<T> norm1, norm2, norm3;
    Dropout<T> dropout1, dropout2, dropout3;

    explicit TransformerDecoderLayer(std::size_t heads, TransformerLayerOptions options = {})
        : detail::TransformerLayer<T>(type_, heads, options),
          memory_attention(heads, {.dropout = options.dropout}),
          norm1({.eps = options.eps}),
          norm2(norm1),
          norm3(norm1),
          dropout1(options.dropout),
          dropout2(dropout1),
          dropout3(dropout1) {}
    TransformerDecoderLayer(std::size_t width, std::size_t heads,
                            TransformerLayerOptions options = {})
        : TransformerDecoderLayer(heads, options) {
        this->width_ = detail::count_of(type_, "features", width);
    }

    Shape build(const Shape& input, Generator& generator) override {
        detail::require_sequence(type_, input, this->width_);
        this->self_attention.build(input, generator);
        memory_attention.build(input, generator);
        this->build_linear(input, generator);
        for (auto* norm : {&norm1, &norm2, &norm3}) { norm->build(input, generator); }
        for (auto* drop : {&dropout1, &dropout2, &dropout3}) { drop->build(input, generator); }
        return input;
    }

    Variable<T> forward(const Variable<T>&) override {
        fail<ValueError>(type_, ": expected forward(x, memory), got no memory");
    }

    Variable<T> forward(const Variable<T>& x, const Variable<T>& memory,
                        const DecoderMasks<T>& masks = {}) {
        const AttendOptions<T> self{.key_padding_mask = masks.key_padding_mask,
                                    .mask = masks.mask,
                                    .causal = this->options_.causal.value_or(true)};
        const Variable<T> y = this->residual(x, norm1, dropout1, [&](const Variable<T>& v) {
            return this->self_attention.attend(v, v, v, self).output;
        });
        const AttendOptions<T> other{.key_padding_mask = masks.memory_key_padding_mask,
                                     .mask = masks.memory_mask};
        const Variable<T> z = this->residual(y, norm2, dropout2, [&](const Variable<T>& v) {
            return memory_attention.attend(v, memory, memory, other).output;
        });
        return this->residual(z, norm3, dropout3,
                              [&](const Variable<T>& v) { return this->feed_forward(v); });
    }

    void visit(Visitor<T>& visitor) override {
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

    void visit_options(OptionVisitor<T>& visitor) override {
        this->visit_own_options(visitor, *this);
    }

    std::string type() const override { return type_; }

   private:
    static constexpr const char* type_ = "TransformerDecoderLayer";
};

}  // namespace nnlite
