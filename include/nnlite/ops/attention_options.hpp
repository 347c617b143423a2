#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>

#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// A mask that is added to the scores of attention before the softmax, broadcast to [batch, heads,
/// targets, sources]. A tensor of bool masks the sources that are true: -infinity is added there, 0
/// elsewhere.
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
            static_assert(std::is_floating_point_v<typename E::value_type>,
                          "a mask of attention is bool (true: ignored) or floating-point (added to "
                          "the scores); integers are ambiguous");
            scores = mask;
        }
    }
};

namespace detail {

// What scaled_dot_product_attention() takes besides its inputs.
template <class T>
struct AttentionOptions {
    std::optional<AttentionMask<T>> mask = {};
    bool causal = false;  // target t sees the sources 0 ... t
    double dropout = 0;   // of the weights; see dropout()
    std::uint64_t seed = 0, position = 0;
    std::optional<double> scale = {};  // else 1 / sqrt(d)
};

}  // namespace detail

}  // namespace nnlite
