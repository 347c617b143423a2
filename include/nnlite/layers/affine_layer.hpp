#pragma once

#include <cstddef>
#include <utility>

#include "nnlite/core/shape.hpp"
#include "nnlite/layers/layer.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The common part of layers with weights [kernel..., in, out] and, unless the options turn it off,
// a bias.
template <class T>
class AffineLayer : public Layer<T> {
   public:
    Variable<T> weight, bias;

    void visit(Visitor<T>& visitor) override {
        visitor.parameter("weight", weight);
        if (has_bias_) { visitor.parameter("bias", bias); }
    }

   protected:
    explicit AffineLayer(bool has_bias) : has_bias_(has_bias) {}

    // Initializes weights of this shape and a bias [size], which has the same fans.
    template <class Options>
    void start(const Shape& shape, std::size_t size, const Options& options, Generator& generator) {
        weight = Variable<T>(options.weight_init.template weights<T>(shape, generator), true);
        if (!has_bias_) { return; }
        const std::size_t in = shape[shape.size() - 2], out = shape.back();
        const std::size_t taps = element_count(shape, 0, shape.size() - 2);
        Tensor<T> values = empty_tensor<T>({size});
        options.bias_init.fill(values, taps * in, taps * out, generator);
        bias = Variable<T>(std::move(values), true);
    }

    // Their common options.
    template <class Options>
    static void visit_shared(FieldVisitor& visitor, Options& options) {
        visitor.field("bias", options.bias);
        visitor.field("activation", options.activation);
        visitor.field("weight_init", options.weight_init);
        visitor.field("bias_init", options.bias_init);
    }

    const Variable<T>* bias_or_null() const { return has_bias_ ? &bias : nullptr; }

   private:
    bool has_bias_;
};

}  // namespace nnlite::detail
