#pragma once

#include <optional>
#include <string>

#include "nnlite/layers/initializer.hpp"
#include "nnlite/layers/layer.hpp"
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
/// Throws: ShapeError from build() if a given `in` is not the input's.
template <class T = float>
class Linear : public Layer<T> {
   public:
    Variable<T> weight, bias;

    explicit Linear(std::size_t out, LinearOptions options = {}) : out_(out), options_(options) {}
    Linear(std::size_t in, std::size_t out, LinearOptions options = {})
        : in_(in), out_(out), options_(options) {}

    Shape build(const Shape& input, Generator& generator) override {
        if (input.empty() || (in_ && input.back() != *in_)) {
            fail<ShapeError>("Linear: expected input [..., ", in_ ? text_of(*in_) : "features",
                             "], got [batch", input.empty() ? "" : ", ", text_of(input).substr(1),
                             input.size() > 1 ? "; put Flatten before Linear" : "");
        }
        const std::size_t in = input.back();
        weight = Variable<T>(options_.weight_init.template weights<T>({in, out_}, generator), true);
        if (options_.bias) {
            Tensor<T> start = empty_tensor<T>({out_});
            options_.bias_init.fill(start, in, out_, generator);
            bias = Variable<T>(std::move(start), true);
        }
        Shape output = input;
        output.back() = out_;
        return output;
    }

    Variable<T> forward(const Variable<T>& x) override {
        const bool relu = options_.activation == Activation::relu;
        const Variable<T> y =
            options_.bias ? linear(x, weight, bias, relu) : linear(x, weight, relu);
        return relu ? y : activate(y, options_.activation);
    }

    void visit(Visitor<T>& visitor) override {
        visitor.parameter("weight", weight);
        if (options_.bias) { visitor.parameter("bias", bias); }
    }

    std::string type() const override { return "Linear"; }

   private:
    std::optional<std::size_t> in_;
    std::size_t out_;
    LinearOptions options_;
};

}  // namespace nnlite
