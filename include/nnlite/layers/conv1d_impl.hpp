#pragma once

#include "nnlite/layers/conv1d.hpp"
#include "nnlite/layers/option_fields.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/conv1d.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape Conv1d<T>::build(const Shape& input, Generator& generator) {
    detail::require_sequence("Conv1d", input, in_);
    const std::size_t in = input[1], groups = options_.groups;
    detail::require_groups("Conv1d", groups, in, "channels");
    const Shape kernels{kernel_, in / groups, filters_};
    const kernels::Conv2dShape s =
        detail::conv1d_shape("Conv1d", {1, input[0], in}, kernels, function_options());
    this->start(kernels, filters_, options_, generator);
    return {s.out_width(), filters_};
}

template <class T>
Variable<T> Conv1d<T>::forward(const Variable<T>& x) const {
    this->require_built(this->weight);
    const auto options = function_options();
    const auto y = detail::conv1d<T>(x, this->weight, this->bias_or_null(), options);
    return options.relu ? y : activate(y, options_.activation);
}

template <class T>
void Conv1d<T>::visit_options(OptionVisitor<T>& visitor) {
    visitor.field("in", in_);
    visitor.field("filters", filters_);
    visitor.field("kernel", kernel_);
    detail::visit_convolution(visitor, options_);
    this->visit_shared(visitor, options_);
    if (visitor.sets()) { *this = Conv1d(in_, filters_, kernel_, options_); }
}

template <class T>
detail::Conv1dFunctionOptions Conv1d<T>::function_options() const {
    return {.stride = options_.stride,
            .padding = options_.padding,
            .dilation = options_.dilation,
            .groups = options_.groups,
            .relu = options_.activation == Activation::relu};
}

}  // namespace nnlite
