#pragma once

#include <cstddef>

#include "nnlite/layers/depthwise_conv2d.hpp"
#include "nnlite/layers/option_fields.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/conv2d.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape DepthwiseConv2d<T>::build(const Shape& input, Generator& generator) {
    detail::require_image("DepthwiseConv2d", input);
    const std::size_t in = input[2], filters = in * options_.multiplier;
    const Shape kernels{kernel_.height, kernel_.width, 1, filters};
    const kernels::Conv2dShape s = detail::conv2d_shape(
        "DepthwiseConv2d", {1, input[0], input[1], in}, kernels, function_options(in));
    this->start(kernels, filters, options_, generator);
    return {s.out_height(), s.out_width(), filters};
}

template <class T>
Variable<T> DepthwiseConv2d<T>::forward(const Variable<T>& x) const {
    this->require_built(this->weight);
    const auto options = function_options(this->weight.shape()[3] / options_.multiplier);
    const Variable<T> y =
        detail::conv2d("DepthwiseConv2d", x, this->weight, this->bias_or_null(), options, false);
    return options.relu ? y : activate(y, options_.activation);
}

template <class T>
void DepthwiseConv2d<T>::visit_options(OptionVisitor<T>& visitor) {
    visitor.field("kernel", kernel_);
    visit_fields(visitor, options_);
    if (visitor.sets()) { *this = DepthwiseConv2d(kernel_, options_); }
}

template <class T>
detail::Conv2dFunctionOptions DepthwiseConv2d<T>::function_options(std::size_t channels) const {
    return {.stride = options_.stride,
            .padding = options_.padding,
            .dilation = options_.dilation,
            .groups = channels,
            .relu = options_.activation == Activation::relu,
            .algorithm = options_.algorithm};
}

}  // namespace nnlite
