#pragma once

#include <cstddef>

#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The sum of x_i y_i, over fixed chunks added in order in double.
template <class T>
double dot(std::size_t count, const T* x, const T* y);

template <class T>
double dot(const Tensor<T>& x, const Tensor<T>& y);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/optimizers/dot_impl.hpp"
#endif
