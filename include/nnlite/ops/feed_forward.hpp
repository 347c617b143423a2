#pragma once

#include <cstdint>
#include <type_traits>

#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/dropout.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// What feed_forward() takes besides its tensors.
struct FeedForwardOptions {
    Activation activation = Activation::relu;  // or gelu
    double dropout = 0;                        // of the hidden values; see dropout()
    std::uint64_t seed = 0, position = 0;
};

void require_feed_forward_activation(const char* place, Activation activation);

// y = dropout(f(x W1 + b1)) W2 + b2 on the last axis. The hidden values are never whole in
// memory: a block of them is made, used, and made again for the gradients.
// Shapes: x [..., in], W1 [in, hidden], b1 [hidden], W2 [hidden, out], b2 [out] -> [..., out].
// Throws: ShapeError if they do not fit; ValueError if the rate is outside [0, 1) or the
// activation is another.
// Source: Vaswani et al. 2017, equation 2.
template <class T>
Variable<T> feed_forward(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight1,
                         const std::type_identity_t<Variable<T>>& bias1,
                         const std::type_identity_t<Variable<T>>& weight2,
                         const std::type_identity_t<Variable<T>>& bias2,
                         const FeedForwardOptions& options = {});

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/ops/feed_forward_impl.hpp"
#endif
