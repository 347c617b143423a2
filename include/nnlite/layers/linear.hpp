#pragma once

#include <optional>
#include <string>

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/affine_layer.hpp"
#include "nnlite/layers/initializer.hpp"
#include "nnlite/ops/activation.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of Linear.
struct LinearOptions {
    bool bias = true;
    Activation activation = Activation::none;
    Initializer weight_init = Initializer::torch_uniform();
    Initializer bias_init = Initializer::torch_uniform();
};

/// y = activation(x W + b) on the last axis.
/// Shapes: [..., in] -> [..., out]; weight [in, out], bias [out].
/// Initialization: U(+-1 / sqrt(in)) for weight and bias, as PyTorch; Keras' are glorot_uniform and
/// zeros.
/// Throws: ValueError from the constructor on negative sizes; ShapeError from build() if `in` was
/// given and the input has another number of features.
/// Elsewhere: torch.nn.Linear; keras.layers.Dense.
template <class T = float>
class Linear : public detail::AffineLayer<T> {
   public:
    explicit Linear(std::size_t out, LinearOptions options = {})
        : Linear(std::nullopt, out, options) {}
    Linear(std::size_t in, std::size_t out, LinearOptions options = {})
        : Linear(std::optional(in), out, options) {}

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>& x) const override;

    void visit_options(OptionVisitor<T>& visitor) override;

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

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/linear_impl.hpp"
#endif
