#pragma once

#include <limits>
#include <type_traits>

#include "nnlite/fields/fields.hpp"
#include "nnlite/losses/binary_cross_entropy_impl.hpp"
#include "nnlite/losses/focal_loss.hpp"
#include "nnlite/losses/pointwise_loss.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
struct FocalLogisticLoss {
    T gamma, weight_of_yes, weight_of_no;
    auto operator()(auto x, auto target) const {
        constexpr T least = std::numeric_limits<T>::min(), most = std::numeric_limits<T>::max();
        const auto tail = exp(where(x > 0, -x, x));  // sigmoid(|x|) = 1 / (1 + tail)
        const auto wrong = where(x > 0, 1 - target, target);
        // 1 - q, at least so large that its powers of gamma - 1 are finite.
        const auto miss = max(wrong + (1 - wrong) * tail, least) / (1 + tail);
        const auto weight =
            pow(miss, gamma) * (target * weight_of_yes + (1 - target) * weight_of_no);
        const auto loss = LogisticLoss<T>{}(x, target);
        const auto finite = where(loss > most, most, loss);
        // The weight's derivative at an infinite logit is 0: infinity times 0 would be NaN.
        return where(loss > most && weight > 0, value_of(weight) * loss, weight * finite);
    }
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> focal_loss(const Variable<T>& logits, const std::type_identity_t<Variable<T>>& targets,
                       FocalLoss options) {
    detail::require_in_range("focal_loss", options);
    const detail::FocalLogisticLoss<T> formula{T(options.gamma), T(options.alpha.value_or(1)),
                                               T(1 - options.alpha.value_or(0))};
    return detail::pointwise_loss("focal_loss", formula, logits, targets, options.reduction);
}

#ifdef NNLITE_DEFINE_LOSSES
#define NNLITE_COMPILE(T)                                                                \
    template Variable<T> focal_loss<T>(const Variable<T>& logits,                        \
                                       const std::type_identity_t<Variable<T>>& targets, \
                                       FocalLoss options);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)
#undef NNLITE_COMPILE
#endif

}  // namespace nnlite
