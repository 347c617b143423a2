#pragma once

#include <span>
#include <typeinfo>

#include "nnlite/layers/activation.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/option_fields.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/conv2d.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape Conv2d<T>::build(const Shape& input, Generator& generator) {
    detail::require_image("Conv2d", input, in_);
    const std::size_t in = input[2], groups = options_.groups;
    detail::require_groups("Conv2d", groups, in, "channels");
    const Shape kernels{kernel_.height, kernel_.width, in / groups, filters_};
    const kernels::Conv2dShape s =
        detail::conv2d_shape("Conv2d", {1, input[0], input[1], in}, kernels, function_options());
    this->start(kernels, filters_, options_, generator);
    return {s.out_height(), s.out_width(), filters_};
}

template <class T>
Variable<T> Conv2d<T>::forward(const Variable<T>& x) const {
    this->require_built(this->weight);
    const Variable<T> y =
        detail::conv2d("conv2d", x, this->weight, this->bias_or_null(), function_options(), false);
    return options_.activation == Activation::relu ? y : activate(y, options_.activation);
}

template <class T>
std::size_t Conv2d<T>::forward_joined(Variable<T>& x, std::span<Layer<T>* const> next) const {
    this->require_built(this->weight);
    const std::size_t relus = options_.activation == Activation::none && !next.empty() &&
                              typeid(*next[0]) == typeid(ReLU<T>);
    const bool relu = relus == 1 || options_.activation == Activation::relu;
    const bool derived = typeid(*this) != typeid(Conv2d);  // its forward() may differ
    if (derived || !relu || next.size() <= relus || !halves(*next[relus])) {
        x = forward(x);
        return 0;
    }
    x = detail::conv2d("conv2d", x, this->weight, this->bias_or_null(), function_options(), true);
    return relus + 1;
}

template <class T>
void Conv2d<T>::visit_options(OptionVisitor<T>& visitor) {
    visitor.field("in", in_);
    visitor.field("filters", filters_);
    visitor.field("kernel", kernel_);
    detail::visit_convolution(visitor, options_);
    visitor.field("algorithm", options_.algorithm);
    this->visit_shared(visitor, options_);
    if (visitor.sets()) { *this = Conv2d(in_, filters_, kernel_, options_); }
}

template <class T>
detail::Conv2dFunctionOptions Conv2d<T>::function_options() const {
    return {.stride = options_.stride,
            .padding = options_.padding,
            .dilation = options_.dilation,
            .groups = options_.groups,
            .relu = options_.activation == Activation::relu,
            .algorithm = options_.algorithm};
}

template <class T>
bool Conv2d<T>::halves(const Layer<T>& layer) {
    if (typeid(layer) != typeid(MaxPool2d<T>)) { return false; }
    const auto& pool = static_cast<const MaxPool2d<T>&>(layer);
    const auto is = [](const Size2d& size) { return size.height == 2 && size.width == 2; };
    const auto none = [](const Padding& p) {
        return !p.is_same && p.top + p.bottom + p.left + p.right == 0;
    };
    return is(pool.size()) && is(pool.options().stride.value_or(pool.size())) &&
           none(pool.options().padding);
}

}  // namespace nnlite
