#pragma once

#include "nnlite/core/tensor.hpp"
#include "nnlite/random/generator.hpp"

namespace nnlite {

/// A tensor of numbers from N(0, 1): randn({64, 100}, generator).
template <class T = float>
Tensor<T> randn(const Shape& shape, Generator& generator) {
    Tensor<T> values = empty_tensor<T>(shape);
    generator.normal(values.data(), values.size(), 0, 1);
    return values;
}

/// A tensor of numbers from U(0, 1).
template <class T = float>
Tensor<T> rand(const Shape& shape, Generator& generator) {
    Tensor<T> values = empty_tensor<T>(shape);
    generator.uniform(values.data(), values.size(), 0, 1);
    return values;
}

}  // namespace nnlite
