#pragma once

#include <cstddef>

#include "nnlite/kernels/optimizer_step.hpp"
#include "nnlite/optimizers/kernel_optimizer.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T, class Scalars>
void KernelOptimizer<T, Scalars>::update(std::size_t i, std::size_t count, T* value,
                                         const T* gradient, T* state, std::size_t stride) const {
    kernels::optimizer_step(scalars_[i], count, value, gradient, state, stride);
}

}  // namespace nnlite::detail
