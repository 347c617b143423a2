#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/transformer_encoder_layer.hpp"
#include "nnlite/random/counter.hpp"

namespace nnlite {

/// TransformerEncoderLayers one after the other. As PyTorch's, they are copies of one layer: all
/// start with the same values, each with dropout of its own.
/// Shapes: [batch, tokens, width], kept.
/// Throws: as TransformerEncoderLayer.
template <class T = float>
class TransformerEncoder : public Layer<T> {
   public:
    std::vector<TransformerEncoderLayer<T>> layers;

    TransformerEncoder(std::size_t count, std::size_t heads, TransformerLayerOptions options = {})
        : layers(detail::count_of("TransformerEncoder", "layers", count),
                 TransformerEncoderLayer<T>(heads, options)),
          heads_(heads),
          options_(options) {}

    Shape build(const Shape& input, Generator& generator) override {
        Generator* from = &generator;
        CounterGenerator other(0);
        for (auto& layer : layers) {
            layer.build(input, *from);
            if (&layer == layers.data()) {
                other.seed = generator.child_seed();
                from = &other;
            } else {
                set_state(layer, state_of(layers.front()));
            }
        }
        return input;
    }

    Variable<T> forward(const Variable<T>& x) override { return forward(x, {}); }

    Variable<T> forward(const Variable<T>& x, const AttendOptions<T>& masks) {
        Variable<T> y = x;
        for (auto& layer : layers) { y = layer.forward(y, masks); }
        return y;
    }

    void visit(Visitor<T>& visitor) override {
        for (std::size_t i = 0; i < layers.size(); ++i) {
            visitor.child("layers." + std::to_string(i), layers[i]);
        }
    }

    void visit_options(OptionVisitor<T>& visitor) override {
        std::size_t count = layers.size();
        visitor.count("count", count);
        visitor.field("heads", heads_);
        visit_fields(visitor, options_);
        if (visitor.sets()) { *this = TransformerEncoder(count, heads_, options_); }
    }

    std::string type() const override { return "TransformerEncoder"; }

   private:
    std::size_t heads_;
    TransformerLayerOptions options_;
};

}  // namespace nnlite
