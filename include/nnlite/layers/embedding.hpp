#pragma once

#include <optional>
#include <string>

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/initializer.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/gather.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of Embedding.
struct EmbeddingOptions {
    Initializer weight_init = Initializer::normal();
    /// The index for padding, for example of short sentences.
    std::optional<std::size_t> padding_idx = std::nullopt;

    static constexpr auto fields() {
        return field_list(
            Field("weight_init", &EmbeddingOptions::weight_init),
            Field("padding_idx", &EmbeddingOptions::padding_idx, Range::not_negative()));
    }
};

/// y = weight[index]: a trained vector for each of `count` words. The indices are Labels or, so
/// that it can be the first layer of a Sequential, whole numbers in a Variable, which gets no
/// gradient. The vector of `padding_idx` is initialized with zeros and gets a gradient of 0.
/// Shapes: [batch, ...] -> [batch, ..., width]; weight [count, width].
/// Units or ranges: indices from 0 to count - 1; float holds them exactly up to 16,777,216.
/// Initialization: N(0, 1), as PyTorch; Keras' is uniform(0.05).
/// Throws: ValueError from the constructor if count or width is 0 or negative or padding_idx is not
/// below count, from forward() for an index that is not an integer or out of range.
/// Elsewhere: torch.nn.Embedding; keras.layers.Embedding.
template <class T = float>
class Embedding : public Layer<T> {
   public:
    Variable<T> weight;

    Embedding(std::size_t count, std::size_t width, EmbeddingOptions options = {});

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>& x) const override;
    template <detail::LabelArray Indices>
    Variable<T> forward(const Indices& indices) const {
        this->require_built(weight);
        return gather(weight, indices, options_.padding_idx);
    }

    using Layer<T>::operator();
    template <detail::LabelArray Indices>
    Variable<T> operator()(const Indices& indices) {
        return forward(indices);
    }

    void visit(Visitor<T>& visitor) override { visitor.parameter("weight", weight); }

    void visit_options(OptionVisitor<T>& visitor) override;

    std::string type() const override { return "Embedding"; }

   private:
    std::size_t count_, width_;
    EmbeddingOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/embedding_impl.hpp"
#endif
