#pragma once

#include <cstddef>
#include <type_traits>

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

/// y = (x - mean) / sqrt(variance + eps) weight + bias, with the mean and the biased variance of
/// each sample's groups of channels / `groups` consecutive channels, over all their pixels.
/// Shapes: x [batch, ..., channels], weight and bias [channels] -> x's.
/// Throws: ShapeError if they do not fit or the groups do not divide the channels; ValueError for 0
/// groups or a negative eps.
/// Source: Wu and He 2018; eps inside the root, as PyTorch.
/// Elsewhere: torch.nn.functional.group_norm.
template <class T>
Variable<T> group_norm(const Variable<T>& x, std::size_t groups,
                       const std::type_identity_t<Variable<T>>& weight,
                       const std::type_identity_t<Variable<T>>& bias, double eps = 1e-5);
/// The same without weight and bias.
template <class T>
Variable<T> group_norm(const Variable<T>& x, std::size_t groups, double eps = 1e-5);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/group_norm_impl.hpp"
#endif
