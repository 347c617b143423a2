#pragma once

#include <optional>
#include <string>

#include "nnlite/layers/initializer.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/conv2d.hpp"

namespace nnlite {

struct Conv2dOptions {
    Size2d stride = 1;
    Padding padding = Padding::valid();
    Size2d dilation = 1;
    std::size_t groups = 1;
    Activation activation = Activation::none;
    bool bias = true;
    Initializer weight_init = Initializer::torch_uniform();
    Initializer bias_init = Initializer::torch_uniform();
};

/// y = activation(x * w + b), cross-correlation of channels-last images; see conv2d.
/// Shapes: [batch, height, width, in] -> [batch, out height, out width, filters]; weight
/// [kernel height, kernel width, in / groups, filters], bias [filters].
/// Start values: U(+-1 / sqrt(fan_in)) for both, as PyTorch; Keras' are glorot_uniform and zeros.
/// Throws: ShapeError from build() if the images do not fit; ValueError on bad options.
template <class T = float>
class Conv2d : public Layer<T> {
   public:
    Variable<T> weight, bias;

    Conv2d(std::size_t filters, Size2d kernel, Conv2dOptions options = {})
        : filters_(filters), kernel_(kernel), options_(options) {}
    Conv2d(std::size_t in, std::size_t filters, Size2d kernel, Conv2dOptions options = {})
        : in_(in), filters_(filters), kernel_(kernel), options_(options) {}

    Shape build(const Shape& input, Generator& generator) override {
        if (input.size() != 3 || (in_ && input[2] != *in_)) {
            fail<ShapeError>("Conv2d: expected input [batch, height, width, ",
                             in_ ? text_of(*in_) : "channels", "], got [batch",
                             input.empty() ? "]" : ", ",
                             input.empty() ? "" : text_of(input).substr(1));
        }
        const std::size_t in = input[2], groups = options_.groups;
        if (groups == 0 || in % groups != 0) {
            fail<ValueError>("Conv2d: expected groups that divide ", in, " channels, got ", groups);
        }
        const Shape kernels{kernel_.height, kernel_.width, in / groups, filters_};
        const Conv2dShape s = detail::conv2d_shape("Conv2d", {1, input[0], input[1], in}, kernels,
                                                   function_options());
        weight = Variable<T>(options_.weight_init.template weights<T>(kernels, generator), true);
        if (options_.bias) {
            const std::size_t taps = kernel_.height * kernel_.width;
            Tensor<T> start = empty_tensor<T>({filters_});
            options_.bias_init.fill(start, taps * in / groups, taps * filters_, generator);
            bias = Variable<T>(std::move(start), true);
        }
        return {s.out_height(), s.out_width(), filters_};
    }

    Variable<T> forward(const Variable<T>& x) override {
        const Variable<T> y = options_.bias ? conv2d(x, weight, bias, function_options())
                                            : conv2d(x, weight, function_options());
        return function_options().relu ? y : activate(y, options_.activation);
    }

    void visit(Visitor<T>& visitor) override {
        visitor.parameter("weight", weight);
        if (options_.bias) { visitor.parameter("bias", bias); }
    }

    std::string type() const override { return "Conv2d"; }

   private:
    Conv2dFunctionOptions function_options() const {
        return {.stride = options_.stride,
                .padding = options_.padding,
                .dilation = options_.dilation,
                .groups = options_.groups,
                .relu = options_.activation == Activation::relu};
    }

    std::optional<std::size_t> in_;
    std::size_t filters_;
    Size2d kernel_;
    Conv2dOptions options_;
};

}  // namespace nnlite
