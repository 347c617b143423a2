#pragma once

#include <optional>
#include <string>

#include "nnlite/core/count_of.hpp"
#include "nnlite/kernels/conv2d_shape.hpp"
#include "nnlite/layers/affine_layer.hpp"
#include "nnlite/layers/initializer.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/conv_transpose2d.hpp"
#include "nnlite/ops/image_size.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of ConvTranspose2d.
struct ConvTranspose2dOptions {
    Size2d stride = 1;
    Padding padding = Padding::valid();  // of the result: pixels cut off; same: stride x the input
    Size2d output_padding = 0;           // more pixels at the bottom and right, below the stride
    Size2d dilation = 1;
    std::size_t groups = 1;
    Activation activation = Activation::none;
    bool bias = true;
    Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest;
    Initializer weight_init = Initializer::torch_uniform();
    Initializer bias_init = Initializer::torch_uniform();
};

/// y = activation(b + the adjoint of Conv2d's product), which enlarges images by the stride; see
/// conv_transpose2d.
/// Shapes: [batch, height, width, in] -> [batch, out height, out width, filters]; weight
/// [kernel height, kernel width, filters / groups, in], bias [filters].
/// Initialization: U(+-1 / sqrt(kernel height kernel width filters / groups)) for both, as PyTorch;
/// Keras' are glorot_uniform and zeros.
/// Throws: ShapeError from build() if the images do not fit; ValueError on bad options.
/// Elsewhere: torch.nn.ConvTranspose2d; keras.layers.Conv2DTranspose.
template <class T = float>
class ConvTranspose2d : public detail::AffineLayer<T> {
   public:
    ConvTranspose2d(std::size_t filters, Size2d kernel, ConvTranspose2dOptions options = {})
        : ConvTranspose2d(std::nullopt, filters, kernel, options) {}
    ConvTranspose2d(std::size_t in, std::size_t filters, Size2d kernel,
                    ConvTranspose2dOptions options = {})
        : ConvTranspose2d(std::optional(in), filters, kernel, options) {}

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>& x) const override;

    void visit_options(OptionVisitor<T>& visitor) override;

    std::string type() const override { return "ConvTranspose2d"; }

   private:
    ConvTranspose2d(std::optional<std::size_t> in, std::size_t filters, Size2d kernel,
                    ConvTranspose2dOptions options)
        : detail::AffineLayer<T>(options.bias),
          in_(detail::count_of("ConvTranspose2d", "channels", in)),
          filters_(detail::count_of("ConvTranspose2d", "filters", filters)),
          kernel_(kernel),
          options_(options) {}

    detail::ConvTranspose2dFunctionOptions function_options() const;

    std::optional<std::size_t> in_;
    std::size_t filters_;
    Size2d kernel_;
    ConvTranspose2dOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/conv_transpose2d_impl.hpp"
#endif
