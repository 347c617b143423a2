#pragma once

#include <string>

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/layer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of LayerNorm.
struct LayerNormOptions {
    double eps = 1e-5;
    bool elementwise_affine = true;  // whether there are weight and bias

    static constexpr auto fields() {
        return field_list(Field("eps", &LayerNormOptions::eps, Range::not_negative()),
                          Field("elementwise_affine", &LayerNormOptions::elementwise_affine));
    }
};

/// y = (x - mean) / sqrt(variance + eps) weight + bias along the last axis.
/// Shapes: [..., features], kept; weight and bias [features].
/// Initialization: weight 1, bias 0.
/// Throws: ShapeError from build() if there is no last axis.
/// Source: Ba et al. 2016; biased variance and eps inside the root, as PyTorch (Keras: eps 1e-3).
/// Elsewhere: torch.nn.LayerNorm; keras.layers.LayerNormalization.
template <class T = float>
class LayerNorm : public Layer<T> {
   public:
    Variable<T> weight, bias;

    explicit LayerNorm(LayerNormOptions options = {})
        : options_(checked_options("LayerNorm", options)) {}

    Shape build(const Shape& input, Generator&) override;

    Variable<T> forward(const Variable<T>& x) const override;

    void visit(Visitor<T>& visitor) override;

    void visit_options(OptionVisitor<T>& visitor) override;

    std::string type() const override { return "LayerNorm"; }

   private:
    LayerNormOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/layer_norm_impl.hpp"
#endif
