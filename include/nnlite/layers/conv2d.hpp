#pragma once

#include <optional>
#include <span>
#include <string>
#include <typeinfo>

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/affine_layer.hpp"
#include "nnlite/layers/initializer.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/conv2d.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of Conv2d.
struct Conv2dOptions {
    Size2d stride = 1;
    Padding padding = Padding::valid();
    Size2d dilation = 1;
    std::size_t groups = 1;
    Activation activation = Activation::none;
    bool bias = true;
    Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest;
    Initializer weight_init = Initializer::torch_uniform();
    Initializer bias_init = Initializer::torch_uniform();
};

/// y = activation(x * w + b), cross-correlation of channels-last images; see conv2d.
/// Shapes: [batch, height, width, in] -> [batch, out height, out width, filters]; weight
/// [kernel height, kernel width, in / groups, filters], bias [filters].
/// Initialization: U(+-1 / sqrt(fan_in)) for weight and bias, as PyTorch; Keras' are glorot_uniform
/// and zeros.
/// Throws: ShapeError from build() if the images do not fit; ValueError on bad options.
/// Elsewhere: torch.nn.Conv2d; keras.layers.Conv2D.
template <class T = float>
class Conv2d : public detail::AffineLayer<T> {
   public:
    Conv2d(std::size_t filters, Size2d kernel, Conv2dOptions options = {})
        : Conv2d(std::nullopt, filters, kernel, options) {}
    Conv2d(std::size_t in, std::size_t filters, Size2d kernel, Conv2dOptions options = {})
        : Conv2d(std::optional(in), filters, kernel, options) {}

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>& x) const override;

    /// Fuses a ReLU and a 2x2 max-pooling that follow.
    std::size_t forward_joined(Variable<T>& x, std::span<Layer<T>* const> next) const override;

    void visit_options(OptionVisitor<T>& visitor) override;

    std::string type() const override { return "Conv2d"; }

   private:
    Conv2d(std::optional<std::size_t> in, std::size_t filters, Size2d kernel, Conv2dOptions options)
        : detail::AffineLayer<T>(options.bias),
          in_(detail::count_of("Conv2d", "channels", in)),
          filters_(detail::count_of("Conv2d", "filters", filters)),
          kernel_(kernel),
          options_(options) {}

    detail::Conv2dFunctionOptions function_options() const;

    // Whether a layer is exactly a 2x2 max-pooling.
    static bool halves(const Layer<T>& layer);

    std::optional<std::size_t> in_;
    std::size_t filters_;
    Size2d kernel_;
    Conv2dOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/conv2d_impl.hpp"
#endif
