#pragma once

#include <algorithm>
#include <initializer_list>

#include "nnlite/core/tensor.hpp"

// A tensor of these values in row-major order; braces alone are ambiguous for rows of one number.
template <class T>
nnlite::Tensor<T> make_tensor(const nnlite::Shape& shape, std::initializer_list<T> values) {
    auto result = nnlite::empty_tensor<T>(shape);
    std::copy(values.begin(), values.end(), result.data());
    return result;
}
