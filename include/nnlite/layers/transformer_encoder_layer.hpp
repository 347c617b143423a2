#pragma once

#include <cstddef>
#include <string>

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/transformer_layer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Self attention and a feed-forward network, each with dropout, a residual and a LayerNorm:
/// y = norm1(x + attention(x)), result = norm2(y + linear2(activation(linear1(y)))); with
/// norm_first, y = x + attention(norm1(x)), result = y + feed_forward(norm2(y)).
/// Shapes: [batch, tokens, width], kept.
/// Initialization: that of the layers in it; with TorchGenerator, bit-identical to PyTorch.
/// Throws: ValueError on options outside their ranges; ShapeError and ValueError from build(), as
/// MultiheadAttention.
/// Source: Vaswani et al. 2017, section 3.1; norm_first: Xiong et al. 2020.
/// Elsewhere: torch.nn.TransformerEncoderLayer.
template <class T = float>
class TransformerEncoderLayer : public detail::TransformerLayer<T> {
   public:
    LayerNorm<T> norm1, norm2;
    Dropout<T> dropout1, dropout2;

    explicit TransformerEncoderLayer(std::size_t heads, TransformerLayerOptions options = {})
        : detail::TransformerLayer<T>(type_, heads, options),
          norm1({.eps = options.eps}),
          norm2(norm1),
          dropout1(options.dropout),
          dropout2(dropout1) {}
    TransformerEncoderLayer(std::size_t width, std::size_t heads,
                            TransformerLayerOptions options = {})
        : TransformerEncoderLayer(heads, options) {
        this->width_ = detail::count_of(type_, "features", width);
    }

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>& x) const override { return forward(x, {}); }

    /// The same with the masks of self attention; it returns no weights.
    Variable<T> forward(const Variable<T>& x, detail::AttendOptions<T> masks) const;

    void visit(Visitor<T>& visitor) override;

    void visit_options(OptionVisitor<T>& visitor) override {
        this->visit_own_options(visitor, *this);
    }

    std::string type() const override { return type_; }

   private:
    static constexpr const char* type_ = "TransformerEncoderLayer";
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/transformer_encoder_layer_impl.hpp"
#endif
