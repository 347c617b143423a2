#pragma once

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/dropout.hpp"
#include "nnlite/ops/image_size.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape Dropout<T>::build(const Shape& input, Generator& generator) {
    seed = options_.seed ? *options_.seed : generator.child_seed();
    position = 0;
    return input;
}

template <class T>
Variable<T> Dropout<T>::forward(const Variable<T>& x) const {
    const detail::DropoutDraw draw = next(x.size());
    return dropout(x, draw.dropout, draw.seed, draw.position);
}

template <class T>
detail::DropoutDraw Dropout<T>::next(std::size_t count) const {
    if (!this->training || rate_ == 0) { return {}; }
    const detail::DropoutDraw draw{rate_, seed, position};
    position += detail::dropout_advance(count);
    return draw;
}

template <class T>
void Dropout<T>::visit(Visitor<T>& visitor) {
    visitor.counter("seed", seed);
    visitor.counter("position", position);
}

template <class T>
void Dropout<T>::visit_options(OptionVisitor<T>& visitor) {
    visitor.field("rate", rate_);
    visitor.field("seed", options_.seed);
    if (visitor.sets()) { *this = Dropout(type_, rate_, options_); }
}

template <class T>
Shape Dropout2d<T>::build(const Shape& input, Generator& generator) {
    detail::require_image("Dropout2d", input);
    return Dropout<T>::build(input, generator);
}

template <class T>
Variable<T> Dropout2d<T>::forward(const Variable<T>& x) const {
    detail::require_images("Dropout2d", x.shape());
    if (!this->training) { return x; }
    const Shape channels{x.shape().front(), 1, 1, x.shape().back()};
    return x * Dropout<T>::forward(full_tensor<T>(channels, T(1)));
}

}  // namespace nnlite
