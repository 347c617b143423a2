#pragma once

#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// (sum |x_i|^order)^(1/order); the largest |x_i| for infinity and the least for -infinity; NaN if
// one is. Where powers are too large or small for a double, in units of the largest.
template <class T>
double vector_norm(const Tensor<T>& x, double order);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/minimize/vector_norm_impl.hpp"
#endif
