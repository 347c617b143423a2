#pragma once

#include <cstddef>
#include <type_traits>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/ops/attention.hpp"
#include "nnlite/ops/attention_operation.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> scaled_dot_product_attention(const Variable<T>& q,
                                         const std::type_identity_t<Variable<T>>& k,
                                         const std::type_identity_t<Variable<T>>& v,
                                         const detail::AttentionOptions<T>& options) {
    const char* const place = "scaled_dot_product_attention";
    const Shape &s = q.shape(), &t = k.shape(), &u = v.shape();
    if (s.size() != 4 || t.size() != 4 || u.size() != 4 || s[0] != t[0] || s[0] != u[0] ||
        s[1] != t[1] || s[1] != u[1] || t[2] != u[2] || s[3] != t[3] || s[3] == 0 || u[3] == 0) {
        fail<ShapeError>(place, ": expected q [batch, heads, targets, d], k [batch, heads, ",
                         "sources, d], v [batch, heads, sources, e], got ", s, ", ", t, ", ", u);
    }
    const kernels::AttentionArguments<T> of{
        .batch = s[0],
        .heads = s[1],
        .targets = s[2],
        .sources = t[2],
        .width = s[3],
        .value_width = u[3],
        .query_steps = detail::separate_heads(s[1], s[2], s[3]),
        .key_steps = detail::separate_heads(s[1], t[2], s[3]),
        .value_steps = detail::separate_heads(s[1], t[2], u[3]),
        .result_steps = detail::separate_heads(s[1], s[2], u[3])};
    return detail::attention<T, 3>(place, {q, k, v}, of, {s[0], s[1], s[2], u[3]}, options,
                                   nullptr);
}

}  // namespace nnlite
