#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/transformer_encoder_layer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// A stack of TransformerEncoderLayers. As in PyTorch, they start as copies of one layer, with the
/// same weights; their dropout masks differ.
/// Shapes: [batch, tokens, width], kept.
/// Throws: as TransformerEncoderLayer.
/// Elsewhere: torch.nn.TransformerEncoder.
template <class T = float>
class TransformerEncoder : public Layer<T> {
   public:
    std::vector<TransformerEncoderLayer<T>> layers;

    TransformerEncoder(std::size_t count, std::size_t heads, TransformerLayerOptions options = {})
        : layers(detail::count_of("TransformerEncoder", "layers", count),
                 TransformerEncoderLayer<T>(heads, options)),
          heads_(heads),
          options_(options) {}

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>& x) const override { return forward(x, {}); }

    Variable<T> forward(const Variable<T>& x, const detail::AttendOptions<T>& masks) const;

    void visit(Visitor<T>& visitor) override;

    void visit_options(OptionVisitor<T>& visitor) override;

    std::string type() const override { return "TransformerEncoder"; }

   private:
    std::size_t heads_;
    TransformerLayerOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/transformer_encoder_impl.hpp"
#endif
