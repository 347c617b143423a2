#pragma once

#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// (sum |x_i|^order)^(1/order); the largest |x_i| for infinity and the smallest for -infinity; NaN
// if one is NaN. If powers are out of the range of double, computed in units of the largest.
template <class T>
double vector_norm(const Tensor<T>& x, double order);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/minimize/vector_norm_impl.hpp"
#endif
