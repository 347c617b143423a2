#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/layer_norm.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/multihead_attention.hpp"

namespace nnlite {

struct TransformerLayerOptions {
    std::size_t feed_forward = 2048;  // the width of the hidden layer
    double dropout = 0.1;
    Activation activation = Activation::relu;  // or gelu
    bool norm_first = false;
    double eps = 1e-5;
    std::optional<bool> causal = {};  // else no in an encoder, yes in a decoder
};

/// Self attention and a feed-forward network, each with dropout, a residual and a LayerNorm:
/// y = norm1(x + attention(x)), result = norm2(y + linear2(activation(linear1(y)))); with
/// norm_first, y = x + attention(norm1(x)), result = y + feed_forward(norm2(y)).
/// Shapes: [batch, tokens, width], kept.
/// Start values: those of the layers in it; with TorchGenerator PyTorch's very numbers.
/// Throws: ShapeError and ValueError from build(), as MultiheadAttention.
/// Source: Vaswani et al. 2017, section 3.1; norm_first: Xiong et al. 2020.
template <class T = float>
class TransformerEncoderLayer : public Layer<T> {
   public:
    MultiheadAttention<T> self_attention;
    Linear<T> linear1, linear2;
    LayerNorm<T> norm1, norm2;
    Dropout<T> dropout, dropout1, dropout2;

    explicit TransformerEncoderLayer(std::size_t heads, TransformerLayerOptions options = {})
        : self_attention(heads, {.dropout = options.dropout}),
          linear1(options.feed_forward),
          linear2(0),
          norm1({.eps = options.eps}),
          norm2({.eps = options.eps}),
          dropout(options.dropout),
          dropout1(options.dropout),
          dropout2(options.dropout),
          options_(options) {}
    TransformerEncoderLayer(std::size_t width, std::size_t heads,
                            TransformerLayerOptions options = {})
        : TransformerEncoderLayer(heads, options) {
        width_ = width;
    }

    Shape build(const Shape& input, Generator& generator) override {
        detail::require_sequence("TransformerEncoderLayer", input, width_);
        self_attention.build(input, generator);
        linear2 = Linear<T>(input[1]);
        const Shape hidden = linear1.build(input, generator);
        linear2.build(hidden, generator);
        norm1.build(input, generator);
        norm2.build(input, generator);
        dropout.build(hidden, generator);
        dropout1.build(input, generator);
        dropout2.build(input, generator);
        return input;
    }

    Variable<T> forward(const Variable<T>& x) override { return forward(x, {}); }

    Variable<T> forward(const Variable<T>& x, AttendOptions<T> masks) {
        masks.causal = masks.causal || options_.causal.value_or(false);
        const auto attention = [&](const Variable<T>& v) {
            return dropout1(self_attention.attend(v, v, v, masks).output);
        };
        const auto feed_forward = [&](const Variable<T>& v) {
            return dropout2(linear2(dropout(activate(linear1(v), options_.activation))));
        };
        if (options_.norm_first) {
            const Variable<T> y = x + attention(norm1(x));
            return y + feed_forward(norm2(y));
        }
        const Variable<T> y = norm1(x + attention(x));
        return norm2(y + feed_forward(y));
    }

    void visit(Visitor<T>& visitor) override {
        visitor.child("self_attn", self_attention);
        visitor.child("linear1", linear1);
        visitor.child("linear2", linear2);
        visitor.child("norm1", norm1);
        visitor.child("norm2", norm2);
        visitor.child("dropout", dropout);
        visitor.child("dropout1", dropout1);
        visitor.child("dropout2", dropout2);
    }

    std::string type() const override { return "TransformerEncoderLayer"; }

   private:
    std::optional<std::size_t> width_;
    TransformerLayerOptions options_;
};

}  // namespace nnlite
