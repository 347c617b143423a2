#pragma once

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The matrix product y_ij = sum_k a_ik b_kj over the last two axes; the axes before them are a
/// batch and broadcast. A vector a is one row, a vector b one column, which the result drops.
/// Shapes: [..., m, k] x [..., k, n] -> [..., m, n]; [k] x [..., k, n] -> [..., n];
/// [..., m, k] x [k] -> [..., m].
/// Throws: ShapeError if the extents k differ, the batches do not broadcast or a side is a scalar.
/// Elsewhere: torch.matmul; keras.ops.matmul.
template <class T>
Variable<T> matmul(const Variable<T>& a, const std::type_identity_t<Variable<T>>& b);

/// matmul with a constant left side: a tensor or any xtensor expression.
template <class E, class T>
requires xt::is_xexpression<E>::value Variable<T> matmul(const E& a, const Variable<T>& b) {
    return matmul(Variable<T>(a), b);
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/matmul_impl.hpp"
#endif
