#pragma once

#include <concepts>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
Variable<T> zeros_like(const Variable<T>& x) {
    return full_tensor<T>(x.shape(), T(0));
}

template <std::floating_point T>
Variable<T> ones_like(const Variable<T>& x) {
    return full_tensor<T>(x.shape(), T(1));
}

}  // namespace nnlite
