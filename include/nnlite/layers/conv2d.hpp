#pragma once

#include <optional>
#include <span>
#include <string>
#include <typeinfo>

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/activation.hpp"
#include "nnlite/layers/affine_layer.hpp"
#include "nnlite/layers/initializer.hpp"
#include "nnlite/layers/option_fields.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/conv2d.hpp"

namespace nnlite {

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
/// Start values: U(+-1 / sqrt(fan_in)) for both, as PyTorch; Keras' are glorot_uniform and zeros.
/// Throws: ShapeError from build() if the images do not fit; ValueError on bad options.
template <class T = float>
class Conv2d : public detail::AffineLayer<T> {
   public:
    Conv2d(std::size_t filters, Size2d kernel, Conv2dOptions options = {})
        : Conv2d(std::nullopt, filters, kernel, options) {}
    Conv2d(std::size_t in, std::size_t filters, Size2d kernel, Conv2dOptions options = {})
        : Conv2d(std::optional(in), filters, kernel, options) {}

    Shape build(const Shape& input, Generator& generator) override {
        detail::require_image("Conv2d", input, in_);
        const std::size_t in = input[2], groups = options_.groups;
        detail::require_groups("Conv2d", groups, in, "channels");
        const Shape kernels{kernel_.height, kernel_.width, in / groups, filters_};
        const Conv2dShape s = detail::conv2d_shape("Conv2d", {1, input[0], input[1], in}, kernels,
                                                   function_options());
        this->start(kernels, filters_, options_, generator);
        return {s.out_height(), s.out_width(), filters_};
    }

    Variable<T> forward(const Variable<T>& x) override {
        this->require_built(this->weight);
        const Variable<T> y = detail::conv2d("conv2d", x, this->weight, this->bias_or_null(),
                                             function_options(), false);
        return options_.activation == Activation::relu ? y : activate(y, options_.activation);
    }

    /// Takes a ReLU and a 2x2 max-pooling with it; see conv2d_pool.
    std::size_t forward_joined(Variable<T>& x, std::span<Layer<T>* const> next) override {
        this->require_built(this->weight);
        const std::size_t relus = options_.activation == Activation::none && !next.empty() &&
                                  typeid(*next[0]) == typeid(ReLU<T>);
        const bool relu = relus == 1 || options_.activation == Activation::relu;
        const bool derived = typeid(*this) != typeid(Conv2d);  // its forward() may be another
        if (derived || !relu || next.size() <= relus || !halves(*next[relus])) {
            x = forward(x);
            return 0;
        }
        x = detail::conv2d("conv2d", x, this->weight, this->bias_or_null(), function_options(),
                           true);
        return relus + 1;
    }

    void visit_options(OptionVisitor<T>& visitor) override {
        visitor.field("in", in_);
        visitor.field("filters", filters_);
        visitor.field("kernel", kernel_);
        detail::visit_convolution(visitor, options_);
        visitor.field("algorithm", options_.algorithm);
        this->visit_shared(visitor, options_);
        if (visitor.sets()) { *this = Conv2d(in_, filters_, kernel_, options_); }
    }

    std::string type() const override { return "Conv2d"; }

   private:
    Conv2d(std::optional<std::size_t> in, std::size_t filters, Size2d kernel, Conv2dOptions options)
        : detail::AffineLayer<T>(options.bias),
          in_(detail::count_of("Conv2d", "channels", in)),
          filters_(detail::count_of("Conv2d", "filters", filters)),
          kernel_(kernel),
          options_(options) {}

    Conv2dFunctionOptions function_options() const {
        return {.stride = options_.stride,
                .padding = options_.padding,
                .dilation = options_.dilation,
                .groups = options_.groups,
                .relu = options_.activation == Activation::relu,
                .algorithm = options_.algorithm};
    }

    // Whether a layer keeps the largest of each 2x2 pixels and does nothing else.
    static bool halves(const Layer<T>& layer) {
        if (typeid(layer) != typeid(MaxPool2d<T>)) { return false; }
        const auto& pool = static_cast<const MaxPool2d<T>&>(layer);
        const auto is = [](const Size2d& size) { return size.height == 2 && size.width == 2; };
        const auto none = [](const Padding& p) {
            return !p.is_same && p.top + p.bottom + p.left + p.right == 0;
        };
        return is(pool.size()) && is(pool.options().stride.value_or(pool.size())) &&
               none(pool.options().padding);
    }

    std::optional<std::size_t> in_;
    std::size_t filters_;
    Size2d kernel_;
    Conv2dOptions options_;
};

}  // namespace nnlite
