#pragma once

#include <string>

#include "nnlite/core/fields.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/layer_norm.hpp"

namespace nnlite {

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
/// Start values: weight 1, bias 0.
/// Throws: ShapeError from build() if there is no last axis.
/// Source: Ba et al. 2016; biased variance and eps inside the root, as PyTorch (Keras: eps 1e-3).
template <class T = float>
class LayerNorm : public Layer<T> {
   public:
    Variable<T> weight, bias;

    explicit LayerNorm(LayerNormOptions options = {})
        : options_(checked_options("LayerNorm", options)) {}

    Shape build(const Shape& input, Generator&) override {
        if (input.empty() || input.back() == 0) {
            fail<ShapeError>("LayerNorm: expected samples [..., features], got ", input);
        }
        if (options_.elementwise_affine) {
            weight = Variable<T>(full_tensor<T>({input.back()}, T(1)), true);
            bias = Variable<T>(full_tensor<T>({input.back()}, T(0)), true);
        }
        return input;
    }

    Variable<T> forward(const Variable<T>& x) override {
        if (!options_.elementwise_affine) { return layer_norm(x, options_.eps); }
        this->require_built(weight);
        return layer_norm(x, weight, bias, options_.eps);
    }

    void visit(Visitor<T>& visitor) override {
        if (!options_.elementwise_affine) { return; }
        visitor.parameter("weight", weight);
        visitor.parameter("bias", bias);
    }

    void visit_options(OptionVisitor<T>& visitor) override {
        visit_fields(visitor, options_);
        if (visitor.sets()) { require_in_range("LayerNorm", options_); }
    }

    std::string type() const override { return "LayerNorm"; }

   private:
    LayerNormOptions options_;
};

}  // namespace nnlite
