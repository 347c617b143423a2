#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/dropout.hpp"
#include "nnlite/ops/matmul.hpp"
#include "nnlite/ops/reshape.hpp"
#include "nnlite/ops/softmax.hpp"

namespace nnlite {

/// What is added to the scores of attention before the softmax, broadcast to
/// [batch, heads, targets, sources]. A mask of truth values says which sources are ignored: there
/// -infinity is added, elsewhere 0.
template <class T>
struct AttentionMask {
    Tensor<T> scores;

    template <class E>
    requires xt::is_xexpression<E>::value AttentionMask(const E& mask) {  // NOLINT
        if constexpr (std::is_same_v<typename E::value_type, bool>) {
            const Tensor<bool> ignored(mask);
            scores = empty_tensor<T>(ignored.shape());
            for (std::size_t i = 0; i < ignored.size(); ++i) {
                scores.data()[i] = ignored.data()[i] ? -std::numeric_limits<T>::infinity() : T(0);
            }
        } else {
            scores = mask;
        }
    }
};

template <class T>
struct AttentionOptions {
    std::optional<AttentionMask<T>> mask = {};
    bool causal = false;  // a target sees no later source
    double dropout = 0;   // of the weights; see dropout()
    std::uint64_t seed = 0, position = 0;
    std::optional<double> scale = {};  // else 1 / sqrt(d)
};

namespace detail {

// true above the diagonal of [targets, sources].
inline Tensor<bool> later_sources(std::size_t targets, std::size_t sources) {
    Tensor<bool> later = full_tensor<bool>({targets, sources}, false);
    for (std::size_t i = 0; i < targets; ++i) {
        for (std::size_t j = i + 1; j < sources; ++j) { later(i, j) = true; }
    }
    return later;
}

template <class T>
struct Attended {
    Variable<T> output;
    Tensor<T> weights;
};

template <class T>
Attended<T> attend(const Variable<T>& q, const Variable<T>& k, const Variable<T>& v,
                   const AttentionOptions<T>& options) {
    const double scale = options.scale.value_or(1 / std::sqrt(double(q.shape().back())));
    Variable<T> scores = matmul(q, swap_axes(k)) * scale;
    if (options.mask) { scores = scores + options.mask->scores; }
    if (options.causal) {
        const AttentionMask<T> later(later_sources(q.shape()[2], k.shape()[2]));
        scores = scores + later.scores;
    }
    const Variable<T> weights = softmax(scores);
    return {matmul(dropout(weights, options.dropout, options.seed, options.position), v),
            weights.value()};
}

}  // namespace detail

/// softmax(Q K^T scale + mask) V for each batch and head.
/// Shapes: q [batch, heads, targets, d], k [batch, heads, sources, d], v [batch, heads, sources,
/// e] -> [batch, heads, targets, e].
/// Source: Vaswani et al. 2017, equation 1.
template <class T>
Variable<T> scaled_dot_product_attention(const Variable<T>& q, const Variable<T>& k,
                                         const Variable<T>& v,
                                         const AttentionOptions<T>& options = {}) {
    return detail::attend(q, k, v, options).output;
}

}  // namespace nnlite
