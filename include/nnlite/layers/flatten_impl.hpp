#pragma once

#include "nnlite/core/shape.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/ops/reshape.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape Flatten<T>::build(const Shape& input, Generator&) {
    input_ = input;
    return {detail::element_count(input)};
}

template <class T>
Variable<T> Flatten<T>::forward(const Variable<T>& x) const {
    if (x.rank() == 2) { return x; }
    return x.rank() == 1 ? expand_dims(x, 1) : flatten(x, 1);
}

template <class T>
Shape Reshape<T>::build(const Shape& input, Generator&) {
    if (detail::element_count(input) != detail::element_count(sample_)) {
        fail<ShapeError>("Reshape: samples ", input, " do not fit into ", sample_);
    }
    input_ = input;
    return sample_;
}

template <class T>
Variable<T> Reshape<T>::forward(const Variable<T>& x) const {
    Shape shape{x.rank() == 0 ? 1 : x.shape()[0]};
    shape.insert(shape.end(), sample_.begin(), sample_.end());
    return reshape(x, shape);
}

}  // namespace nnlite
