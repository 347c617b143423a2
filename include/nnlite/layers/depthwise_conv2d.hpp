#pragma once

#include <cstddef>
#include <string>

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/affine_layer.hpp"
#include "nnlite/layers/initializer.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/conv2d.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of DepthwiseConv2d.
struct DepthwiseConv2dOptions {
    std::size_t multiplier = 1;  // filters per channel
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

/// Filters each channel of images by its own kernels: a Conv2d with as many groups as channels,
/// whose number comes from build(). Keras' DepthwiseConv2D.
/// Shapes: [batch, height, width, in] -> [batch, out height, out width, in * multiplier], where
/// filter k is of channel k / multiplier; weight [kernel height, kernel width, 1, in * multiplier],
/// bias [in * multiplier].
/// Initialization: U(+-1 / sqrt(kernel pixels)) for both, as PyTorch.
/// Throws: ShapeError from build() if the images do not fit; ValueError on bad options.
/// Elsewhere: torch.nn.Conv2d(groups=in_channels); keras.layers.DepthwiseConv2D.
template <class T = float>
class DepthwiseConv2d : public detail::AffineLayer<T> {
   public:
    explicit DepthwiseConv2d(Size2d kernel, DepthwiseConv2dOptions options = {})
        : detail::AffineLayer<T>(options.bias),
          kernel_(kernel),
          options_(checked_options("DepthwiseConv2d", options)) {}

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>& x) const override;

    std::size_t multiplier() const { return options_.multiplier; }

    void visit_options(OptionVisitor<T>& visitor) override;

    std::string type() const override { return "DepthwiseConv2d"; }

   private:
    detail::Conv2dFunctionOptions function_options(std::size_t channels) const;

    Size2d kernel_;
    DepthwiseConv2dOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/depthwise_conv2d_impl.hpp"
#endif
