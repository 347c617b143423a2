#pragma once

#include "nnlite/core/tensor.hpp"
#include "nnlite/random/generator.hpp"

namespace nnlite::inline NNLITE_ABI {

/// A tensor of samples from N(0, 1): randn({64, 100}, generator).
/// Elsewhere: torch.randn; keras.random.normal.
template <class T = float>
Tensor<T> randn(const Shape& shape, Generator& generator);

/// A tensor of samples from U(0, 1).
/// Elsewhere: torch.rand; keras.random.uniform.
template <class T = float>
Tensor<T> rand(const Shape& shape, Generator& generator);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/random/randn_impl.hpp"
#endif
