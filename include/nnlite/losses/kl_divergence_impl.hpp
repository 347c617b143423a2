#pragma once

#include <type_traits>

#include "nnlite/losses/kl_divergence.hpp"
#include "nnlite/losses/pointwise_loss.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

struct RelativeEntropy {
    auto operator()(auto log_p, auto target) const {
        const auto positive = where(target > 0, target, 1);
        return where(target <= 0, 0, target * (log(positive) - log_p));
    }
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> kl_divergence(const Variable<T>& log_probabilities,
                          const std::type_identity_t<Variable<T>>& targets, KLDivergence options) {
    const bool has_batch = options.batch_mean && log_probabilities.rank() > 0;
    const T divisor = T(has_batch ? log_probabilities.shape()[0] : log_probabilities.size());
    return detail::pointwise_loss("kl_divergence", detail::RelativeEntropy{}, log_probabilities,
                                  targets, options.reduction, divisor);
}

#ifdef NNLITE_DEFINE_LOSSES
#define NNLITE_COMPILE(T)                                                                   \
    template Variable<T> kl_divergence<T>(const Variable<T>& log_probabilities,             \
                                          const std::type_identity_t<Variable<T>>& targets, \
                                          KLDivergence options);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)
#undef NNLITE_COMPILE
#endif

}  // namespace nnlite
