#pragma once

#include "nnlite/core/tensor.hpp"
#include "nnlite/random/generator.hpp"
#include "nnlite/random/randn.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Tensor<T> randn(const Shape& shape, Generator& generator) {
    Tensor<T> values = empty_tensor<T>(shape);
    generator.normal(values.data(), values.size(), 0, 1);
    return values;
}

template <class T>
Tensor<T> rand(const Shape& shape, Generator& generator) {
    Tensor<T> values = empty_tensor<T>(shape);
    generator.uniform(values.data(), values.size(), 0, 1);
    return values;
}

}  // namespace nnlite
