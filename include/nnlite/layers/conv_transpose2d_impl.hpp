#pragma once

#include "nnlite/layers/conv_transpose2d.hpp"
#include "nnlite/layers/option_fields.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/conv_transpose2d.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape ConvTranspose2d<T>::build(const Shape& input, Generator& generator) {
    const char* place = "ConvTranspose2d";
    detail::require_image(place, input, in_);
    detail::require_groups(place, options_.groups, filters_, "filters");
    const Shape kernels{kernel_.height, kernel_.width, filters_ / options_.groups, input[2]};
    const kernels::Conv2dShape s = detail::conv_transpose2d_shape(
        place, {1, input[0], input[1], input[2]}, kernels, function_options());
    this->start(kernels, filters_, options_, generator);
    return {s.height, s.width, filters_};
}

template <class T>
Variable<T> ConvTranspose2d<T>::forward(const Variable<T>& x) const {
    this->require_built(this->weight);
    return activate(
        detail::conv_transpose2d<T>(x, this->weight, this->bias_or_null(), function_options()),
        options_.activation);
}

template <class T>
void ConvTranspose2d<T>::visit_options(OptionVisitor<T>& visitor) {
    visitor.field("in", in_);
    visitor.field("filters", filters_);
    visitor.field("kernel", kernel_);
    detail::visit_convolution(visitor, options_);
    visitor.field("output_padding", options_.output_padding);
    visitor.field("algorithm", options_.algorithm);
    this->visit_shared(visitor, options_);
    if (visitor.sets()) { *this = ConvTranspose2d(in_, filters_, kernel_, options_); }
}

template <class T>
detail::ConvTranspose2dFunctionOptions ConvTranspose2d<T>::function_options() const {
    return {.stride = options_.stride,
            .padding = options_.padding,
            .output_padding = options_.output_padding,
            .dilation = options_.dilation,
            .groups = options_.groups,
            .algorithm = options_.algorithm};
}

}  // namespace nnlite
