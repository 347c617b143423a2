#pragma once

#include <cstddef>

#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/transformer_layer.hpp"
#include "nnlite/ops/feed_forward.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void TransformerLayer<T>::build_linear(const Shape& input, Generator& generator) {
    linear2 = Linear<T>(input.back());
    const Shape hidden = linear1.build(input, generator);
    linear2.build(hidden, generator);
    dropout.build(hidden, generator);
}

template <class T>
Variable<T> TransformerLayer<T>::feed_forward(const Variable<T>& x) const {
    const std::size_t rows = x.size() / x.shape().back();
    const DropoutDraw draw = dropout.next(rows * linear1.bias.size());
    return detail::feed_forward(x, linear1.weight, linear1.bias, linear2.weight, linear2.bias,
                                {options_.activation, draw.dropout, draw.seed, draw.position});
}

}  // namespace nnlite::detail
