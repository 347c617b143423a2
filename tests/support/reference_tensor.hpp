#pragma once

#include <algorithm>
#include <vector>

#include "nnlite/core/tensor.hpp"

// A tensor of the values of a tests/reference literal in row-major order.
template <class T, class From>
nnlite::Tensor<T> reference_tensor(const nnlite::Shape& shape, const std::vector<From>& values) {
    auto result = nnlite::empty_tensor<T>(shape);
    std::transform(values.begin(), values.end(), result.data(),
                   [](From value) { return static_cast<T>(value); });
    return result;
}
