#pragma once

#include <cstddef>
#include <string>

#include "nnlite/layers/transformer_encoder.hpp"
#include "nnlite/random/counter.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape TransformerEncoder<T>::build(const Shape& input, Generator& generator) {
    Generator* from = &generator;
    CounterGenerator other(0);
    for (auto& layer : layers) {
        layer.build(input, *from);
        if (&layer == layers.data()) {
            other.seed = generator.child_seed();
            from = &other;
        } else {
            detail::set_state(layer, detail::state_of(layers.front()));
        }
    }
    return input;
}

template <class T>
Variable<T> TransformerEncoder<T>::forward(const Variable<T>& x,
                                           const detail::AttendOptions<T>& masks) const {
    Variable<T> y = x;
    for (auto& layer : layers) { y = layer.forward(y, masks); }
    return y;
}

template <class T>
void TransformerEncoder<T>::visit(Visitor<T>& visitor) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
        visitor.child("layers." + std::to_string(i), layers[i]);
    }
}

template <class T>
void TransformerEncoder<T>::visit_options(OptionVisitor<T>& visitor) {
    std::size_t count = layers.size();
    visitor.count("count", count);
    visitor.field("heads", heads_);
    visit_fields(visitor, options_);
    if (visitor.sets()) { *this = TransformerEncoder(count, heads_, options_); }
}

}  // namespace nnlite
