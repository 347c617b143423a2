#pragma once

#include <limits>
#include <type_traits>

#include "nnlite/losses/binary_cross_entropy.hpp"
#include "nnlite/losses/pointwise_loss.hpp"
#include "nnlite/losses/probabilities.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
struct LogisticLoss {
    auto operator()(auto x, auto target) const {
        constexpr T most = std::numeric_limits<T>::max();
        const auto minus_size = where(x > 0, -x, x);  // exp of it cannot overflow
        const auto share = where(x > 0, 1 - target, -target);
        const auto finite = where(x > most, most, where(x < -most, -most, x));
        return where(share == 0, finite, x) * share + log1p(exp(minus_size));
    }
};

template <class T>
struct ClippedLogisticLoss {
    auto operator()(auto p, auto target) const {
        constexpr T low = lowest_probability<T>, high = highest_probability<T>;
        const auto inside = where(p < low, low, where(p > high, high, p));
        return -(target * log(inside) + (T(1) - target) * log(T(1) - inside));
    }
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> binary_cross_entropy(const Variable<T>& logits,
                                 const std::type_identity_t<Variable<T>>& targets,
                                 BinaryCrossEntropy options) {
    return detail::pointwise_loss("binary_cross_entropy", detail::LogisticLoss<T>{}, logits,
                                  targets, options.reduction);
}

template <class T>
Variable<T> binary_cross_entropy_from_probabilities(
    const Variable<T>& probabilities, const std::type_identity_t<Variable<T>>& targets,
    BinaryCrossEntropyFromProbabilities options) {
    return detail::pointwise_loss("binary_cross_entropy_from_probabilities",
                                  detail::ClippedLogisticLoss<T>{}, probabilities, targets,
                                  options.reduction);
}

#ifdef NNLITE_DEFINE_LOSSES
#define NNLITE_COMPILE(T)                                                                          \
    template Variable<T> binary_cross_entropy<T>(const Variable<T>& logits,                        \
                                                 const std::type_identity_t<Variable<T>>& targets, \
                                                 BinaryCrossEntropy options);                      \
    template Variable<T> binary_cross_entropy_from_probabilities<T>(                               \
        const Variable<T>& probabilities, const std::type_identity_t<Variable<T>>& targets,        \
        BinaryCrossEntropyFromProbabilities options);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)
#undef NNLITE_COMPILE
#endif

}  // namespace nnlite
