#pragma once

#include <optional>
#include <string>

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/affine_layer.hpp"
#include "nnlite/layers/initializer.hpp"
#include "nnlite/layers/option_fields.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/linear.hpp"

namespace nnlite {

struct LinearOptions {
    bool bias = true;
    Activation activation = Activation::none;
    Initializer weight_init = Initializer::torch_uniform();
    Initializer bias_init = Initializer::torch_uniform();
};

/// y = activation(x W + b) on the last axis.
/// Shapes: [..., in] -> [..., out]; weight [in, out], bias [out].
/// Start values: U(+-1 / sqrt(in)) for both, as PyTorch; Keras' are glorot_uniform and zeros.
/// Throws: ValueError from the constructor on negative sizes; ShapeError from build() if a given
/// `in` is not the input's.
template <class T = float>
class Linear : public detail::AffineLayer<T> {
   public:
    explicit Linear(std::size_t out, LinearOptions options = {})
        : Linear(std::nullopt, out, options) {}
    Linear(std::size_t in, std::size_t out, LinearOptions options = {})
        : Linear(std::optional(in), out, options) {}

    Shape build(const Shape& input, Generator& generator) override {
        if (input.empty() || (in_ && input.back() != *in_)) {
            fail<ShapeError>("Linear: expected input [..., ", in_ ? text_of(*in_) : "features",
                             "], got [batch", input.empty() ? "" : ", ", text_of(input).substr(1),
                             input.size() > 1 ? "; put Flatten before Linear" : "");
        }
        this->start({input.back(), out_}, out_, options_, generator);
        Shape output = input;
        output.back() = out_;
        return output;
    }

    Variable<T> forward(const Variable<T>& x) override {
        this->require_built(this->weight);
        const bool relu = options_.activation == Activation::relu;
        const Variable<T> y = detail::linear(x, this->weight, this->bias_or_null(), relu);
        return relu ? y : activate(y, options_.activation);
    }

    void visit_options(OptionVisitor<T>& visitor) override {
        visitor.field("in", in_);
        visitor.field("out", out_);
        this->visit_shared(visitor, options_);
        if (visitor.sets()) { *this = Linear(in_, out_, options_); }
    }

    std::string type() const override { return "Linear"; }

   private:
    Linear(std::optional<std::size_t> in, std::size_t out, LinearOptions options)
        : detail::AffineLayer<T>(options.bias),
          in_(detail::count_of("Linear", "features", in)),
          out_(detail::count_of("Linear", "features", out)),
          options_(options) {}

    std::optional<std::size_t> in_;
    std::size_t out_;
    LinearOptions options_;
};

}  // namespace nnlite
