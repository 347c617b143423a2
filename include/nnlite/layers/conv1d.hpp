#pragma once

#include <optional>
#include <string>

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/affine_layer.hpp"
#include "nnlite/layers/initializer.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/conv1d.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of Conv1d.
struct Conv1dOptions {
    std::size_t stride = 1;
    detail::Padding1d padding = Padding::valid();  // {kernel - 1, 0}: causal
    std::size_t dilation = 1;
    std::size_t groups = 1;
    Activation activation = Activation::none;
    bool bias = true;
    Initializer weight_init = Initializer::torch_uniform();
    Initializer bias_init = Initializer::torch_uniform();
};

/// y = activation(x * w + b), cross-correlation of sequences; see conv1d.
/// Shapes: [batch, time, in] -> [batch, out time, filters]; weight [kernel, in / groups, filters],
/// bias [filters].
/// Initialization: U(+-1 / sqrt(fan_in)) for both, as PyTorch; Keras' are glorot_uniform and zeros.
/// Throws: ShapeError from build() if the sequences do not fit; ValueError on bad options.
/// Elsewhere: torch.nn.Conv1d; keras.layers.Conv1D.
template <class T = float>
class Conv1d : public detail::AffineLayer<T> {
   public:
    Conv1d(std::size_t filters, std::size_t kernel, Conv1dOptions options = {})
        : Conv1d(std::nullopt, filters, kernel, options) {}
    Conv1d(std::size_t in, std::size_t filters, std::size_t kernel, Conv1dOptions options = {})
        : Conv1d(std::optional(in), filters, kernel, options) {}

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>& x) const override;

    void visit_options(OptionVisitor<T>& visitor) override;

    std::string type() const override { return "Conv1d"; }

   private:
    Conv1d(std::optional<std::size_t> in, std::size_t filters, std::size_t kernel,
           Conv1dOptions options)
        : detail::AffineLayer<T>(options.bias),
          in_(detail::count_of("Conv1d", "channels", in)),
          filters_(detail::count_of("Conv1d", "filters", filters)),
          kernel_(detail::count_of("Conv1d", "time steps of a kernel", kernel)),
          options_(options) {}

    detail::Conv1dFunctionOptions function_options() const;

    std::optional<std::size_t> in_;
    std::size_t filters_, kernel_;
    Conv1dOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/conv1d_impl.hpp"
#endif
