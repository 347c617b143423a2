#pragma once

#include <cstddef>
#include <string>

#include "nnlite/core/fields.hpp"
#include "nnlite/layers/affine_layer.hpp"
#include "nnlite/layers/initializer.hpp"
#include "nnlite/layers/option_fields.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/conv2d.hpp"

namespace nnlite {

struct DepthwiseConv2dOptions {
    std::size_t multiplier = 1;  // filters of each channel
    Size2d stride = 1;
    Padding padding = Padding::valid();
    Size2d dilation = 1;
    Activation activation = Activation::none;
    bool bias = true;
    Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest;
    Initializer weight_init = Initializer::torch_uniform();
    Initializer bias_init = Initializer::torch_uniform();

    static constexpr auto fields() {
        using Options = DepthwiseConv2dOptions;
        return field_list(
            Field("multiplier", &Options::multiplier, {.low = 1, .high = 65536}),
            Field("stride", &Options::stride), Field("padding", &Options::padding),
            Field("dilation", &Options::dilation), Field("activation", &Options::activation),
            Field("bias", &Options::bias), Field("algorithm", &Options::algorithm),
            Field("weight_init", &Options::weight_init), Field("bias_init", &Options::bias_init));
    }
};

/// Filters each channel of images by kernels of its own: a Conv2d with as many groups as channels,
/// which it learns from build(). Keras' DepthwiseConv2D.
/// Shapes: [batch, height, width, in] -> [batch, out height, out width, in * multiplier], where
/// filter k is of channel k / multiplier; weight [kernel height, kernel width, 1, in * multiplier],
/// bias [in * multiplier].
/// Start values: U(+-1 / sqrt(kernel pixels)) for both, as PyTorch.
/// Throws: ShapeError from build() if the images do not fit; ValueError on bad options.
template <class T = float>
class DepthwiseConv2d : public detail::AffineLayer<T> {
   public:
    explicit DepthwiseConv2d(Size2d kernel, DepthwiseConv2dOptions options = {})
        : detail::AffineLayer<T>(options.bias),
          kernel_(kernel),
          options_(checked_options("DepthwiseConv2d", options)) {}

    Shape build(const Shape& input, Generator& generator) override {
        detail::require_image("DepthwiseConv2d", input);
        const std::size_t in = input[2], filters = in * options_.multiplier;
        const Shape kernels{kernel_.height, kernel_.width, 1, filters};
        const Conv2dShape s = detail::conv2d_shape("DepthwiseConv2d", {1, input[0], input[1], in},
                                                   kernels, function_options(in));
        this->start(kernels, filters, options_, generator);
        return {s.out_height(), s.out_width(), filters};
    }

    Variable<T> forward(const Variable<T>& x) override {
        this->require_built(this->weight);
        const auto options = function_options(this->weight.shape()[3] / options_.multiplier);
        const Variable<T> y = detail::conv2d("DepthwiseConv2d", x, this->weight,
                                             this->bias_or_null(), options, false);
        return options.relu ? y : activate(y, options_.activation);
    }

    std::size_t multiplier() const { return options_.multiplier; }

    void visit_options(OptionVisitor<T>& visitor) override {
        visitor.field("kernel", kernel_);
        visit_fields(visitor, options_);
        if (visitor.sets()) { *this = DepthwiseConv2d(kernel_, options_); }
    }

    std::string type() const override { return "DepthwiseConv2d"; }

   private:
    Conv2dFunctionOptions function_options(std::size_t channels) const {
        return {.stride = options_.stride,
                .padding = options_.padding,
                .dilation = options_.dilation,
                .groups = channels,
                .relu = options_.activation == Activation::relu,
                .algorithm = options_.algorithm};
    }

    Size2d kernel_;
    DepthwiseConv2dOptions options_;
};

}  // namespace nnlite
