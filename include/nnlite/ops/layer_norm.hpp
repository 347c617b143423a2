#pragma once

#include <type_traits>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/ops/dropout.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// What residual_layer_norm() takes besides its tensors.
struct ResidualLayerNormOptions {
    double eps = 1e-5;
    double dropout = 0;  // of the added tensor; see dropout()
    std::uint64_t seed = 0, position = 0;
};

// Splits sums[2, width] = dbias, dweight into two tensors.
template <class T>
std::pair<Tensor<T>, Tensor<T>> split_parameter_gradients(const Vector<T>& sums);

template <class T>
Variable<T> layer_norm(const Variable<T>& x, const Variable<T>* weight, const Variable<T>* bias,
                       double eps);

}  // namespace detail

/// y = (x - mean) / sqrt(variance + eps) weight + bias along the last axis; the variance is biased.
/// Shapes: x [..., features], weight and bias [features] -> x's.
/// Throws: ShapeError if they do not fit.
/// Source: Ba et al. 2016; eps inside the root, as PyTorch.
/// Elsewhere: torch.nn.functional.layer_norm; keras.ops.layer_normalization.
template <class T>
Variable<T> layer_norm(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                       const std::type_identity_t<Variable<T>>& bias, double eps = 1e-5);
/// The same without weight and bias.
template <class T>
Variable<T> layer_norm(const Variable<T>& x, double eps = 1e-5);

namespace detail {

// layer_norm(x + dropout(added), weight, bias) in one pass: the end of a transformer's block.
// Shapes: x and added [..., features], weight and bias [features] -> x's.
// Throws: ShapeError if they do not fit; ValueError if the dropout is outside [0, 1).
template <class T>
Variable<T> residual_layer_norm(const Variable<T>& x,
                                const std::type_identity_t<Variable<T>>& added,
                                const std::type_identity_t<Variable<T>>& weight,
                                const std::type_identity_t<Variable<T>>& bias,
                                const ResidualLayerNormOptions& options = {});

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/layer_norm_impl.hpp"
#endif
