#pragma once

#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/option_fields.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/linear.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape Linear<T>::build(const Shape& input, Generator& generator) {
    if (input.empty() || (in_ && input.back() != *in_)) {
        fail<ShapeError>("Linear: expected input [..., ", in_ ? text_of(*in_) : "features",
                         "], got [batch", input.empty() ? "" : ", ", text_of(input).substr(1),
                         input.size() > 1 ? "; put Flatten before Linear" : "");
    }
    this->start({input.back(), out_}, out_, options_, generator);
    Shape output = input;
    output.back() = out_;
    return output;
}

template <class T>
Variable<T> Linear<T>::forward(const Variable<T>& x) const {
    this->require_built(this->weight);
    const bool relu = options_.activation == Activation::relu;
    const Variable<T> y = detail::linear(x, this->weight, this->bias_or_null(), relu);
    return relu ? y : activate(y, options_.activation);
}

template <class T>
void Linear<T>::visit_options(OptionVisitor<T>& visitor) {
    visitor.field("in", in_);
    visitor.field("out", out_);
    this->visit_shared(visitor, options_);
    if (visitor.sets()) { *this = Linear(in_, out_, options_); }
}

}  // namespace nnlite
