#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/transformer_layer.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// Masks of a decoder's two attentions; see AttendOptions.
template <class T>
struct DecoderMasks {
    std::optional<AttentionMask<T>> mask = {};
    detail::OptionalArray<Tensor<bool>> key_padding_mask = {};
    std::optional<AttentionMask<T>> memory_mask = {};
    detail::OptionalArray<Tensor<bool>> memory_key_padding_mask = {};
};

}  // namespace detail

/// Self attention, attention to a memory (what an encoder gave) and a feed-forward network, each
/// with dropout, a residual and a LayerNorm as in TransformerEncoderLayer. Self attention is causal
/// unless the options say no.
/// Shapes: x [batch, tokens, width], kept; memory [batch, sources, width].
/// Initialization: that of the layers in it; with TorchGenerator, bit-identical to PyTorch.
/// Throws: ShapeError and ValueError from build(), as MultiheadAttention; ValueError from forward()
/// without a memory.
/// Source: Vaswani et al. 2017, section 3.1.
/// Elsewhere: torch.nn.TransformerDecoderLayer.
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

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>&) const override {
        fail<ValueError>(type_, ": expected forward(x, memory), got no memory");
    }

    Variable<T> forward(const Variable<T>& x, const Variable<T>& memory,
                        const detail::DecoderMasks<T>& masks = {}) const;

    void visit(Visitor<T>& visitor) override;

    void visit_options(OptionVisitor<T>& visitor) override {
        this->visit_own_options(visitor, *this);
    }

    std::string type() const override { return type_; }

   private:
    static constexpr const char* type_ = "TransformerDecoderLayer";
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/transformer_decoder_layer_impl.hpp"
#endif
