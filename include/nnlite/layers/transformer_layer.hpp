#pragma once

#include <cstddef>
#include <optional>

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/layer_norm.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/multihead_attention.hpp"
#include "nnlite/ops/feed_forward.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The common options of transformer layers.
struct TransformerLayerOptions {
    std::size_t feed_forward = 2048;  // the width of the hidden layer
    double dropout = 0.1;
    Activation activation = Activation::relu;  // or gelu
    bool norm_first = false;
    double eps = 1e-5;
    std::optional<bool> causal = {};  // default: false in an encoder, true in a decoder

    static constexpr auto fields() {
        return field_list(
            Field("feed_forward", &TransformerLayerOptions::feed_forward, Range::at_least(1)),
            Field("dropout", &TransformerLayerOptions::dropout, Range::below_one()),
            Field("activation", &TransformerLayerOptions::activation),
            Field("norm_first", &TransformerLayerOptions::norm_first),
            Field("eps", &TransformerLayerOptions::eps, Range::not_negative()),
            Field("causal", &TransformerLayerOptions::causal));
    }
};

namespace detail {

// The common part of encoder and decoder layers: self attention, the feed-forward network, and the
// dropout, residual and LayerNorm around each block.
template <class T>
class TransformerLayer : public Layer<T> {
   public:
    MultiheadAttention<T> self_attention;
    Linear<T> linear1, linear2;
    Dropout<T> dropout;

   protected:
    TransformerLayer(const char* type, std::size_t heads, const TransformerLayerOptions& options)
        : self_attention(heads, {.dropout = checked_options(type, options).dropout}),
          linear1(options.feed_forward),
          linear2(0),
          dropout(options.dropout),
          heads_(heads),
          options_(options) {
        require_feed_forward_activation(type, options.activation);
    }

    void build_linear(const Shape& input, Generator& generator);

    Variable<T> feed_forward(const Variable<T>& x) const;

    // norm(x + drop(block(x))), or x + drop(block(norm(x))).
    template <class Block>
    Variable<T> residual(const Variable<T>& x, const LayerNorm<T>& norm, const Dropout<T>& drop,
                         Block block) const {
        if (options_.norm_first) { return x + drop(block(norm(x))); }
        const Variable<T> added = block(x);
        const DropoutDraw draw = drop.next(added.size());
        return residual_layer_norm(x, added, norm.weight, norm.bias,
                                   {options_.eps, draw.dropout, draw.seed, draw.position});
    }

    // `layer` is this one, as its class.
    template <class Own>
    void visit_own_options(OptionVisitor<T>& visitor, Own& layer) {
        visitor.field("width", width_);
        visitor.field("heads", heads_);
        visit_fields(visitor, options_);
        if (visitor.sets()) {
            const auto width = width_;
            layer = Own(heads_, options_);
            width_ = width;
        }
    }

    std::optional<std::size_t> width_;
    std::size_t heads_;
    TransformerLayerOptions options_;
};

}  // namespace detail

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/transformer_layer_impl.hpp"
#endif
