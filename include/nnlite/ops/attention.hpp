#pragma once

#include <type_traits>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/ops/attention_options.hpp"

namespace nnlite::inline NNLITE_ABI {

/// softmax(Q K^T scale + mask) V for each batch and head. A target whose sources are all masked
/// gets 0 and no gradient (PyTorch: NaN).
/// Shapes: q [batch, heads, targets, d], k [batch, heads, sources, d], v [batch, heads, sources, e]
/// -> [batch, heads, targets, e].
/// Throws: ShapeError if they or the mask do not fit; ValueError if the dropout is outside [0, 1).
/// Source: Vaswani et al. 2017, equation 1.
/// Elsewhere: torch.nn.functional.scaled_dot_product_attention; keras.ops.dot_product_attention.
template <class T>
Variable<T> scaled_dot_product_attention(const Variable<T>& q,
                                         const std::type_identity_t<Variable<T>>& k,
                                         const std::type_identity_t<Variable<T>>& v,
                                         const detail::AttentionOptions<T>& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/attention_impl.hpp"
#endif
