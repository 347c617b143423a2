#pragma once

#include <type_traits>

#include "nnlite/core/fields.hpp"
#include "nnlite/losses/reduction.hpp"

namespace nnlite {

/// kl_divergence() and its options.
struct KLDivergence {
    bool batch_mean = false;  // the mean divides by the rows, not by the elements
    Reduction reduction = Reduction::mean;

    static constexpr auto fields() {
        return field_list(Field("batch_mean", &KLDivergence::batch_mean),
                          Field("reduction", &KLDivergence::reduction));
    }

    static constexpr const char* name = "kl_divergence";
    static constexpr OutputKind output_kind = OutputKind::classes;
    template <class T>
    Variable<T> operator()(const Variable<T>& log_probabilities,
                           const detail::TargetsParameter<T>& targets) const;
};

namespace detail {

struct RelativeEntropy {
    auto operator()(auto log_p, auto target) const {
        const auto positive = where(target > 0, target, 1);
        return where(target <= 0, 0, target * (log(positive) - log_p));
    }
};

}  // namespace detail

/// t (log t - log_probabilities), 0 where t = 0: how far the targets t are from the probabilities.
/// Shapes: log_probabilities and targets [batch, ...] alike -> scalar, or the same without
/// reduction.
/// Units: targets are probabilities; the mathematical divergence is the one with batch_mean.
/// Throws: ShapeError if the shapes differ (nothing is broadcast) or there are no elements.
/// Source: torch.nn.functional.kl_div (where t = 0 it is 0 even if log_probabilities is infinite).
template <class T>
Variable<T> kl_divergence(const Variable<T>& log_probabilities,
                          const std::type_identity_t<Variable<T>>& targets,
                          KLDivergence options = {}) {
    const bool has_batch = options.batch_mean && log_probabilities.rank() > 0;
    const T divisor = T(has_batch ? log_probabilities.shape()[0] : log_probabilities.size());
    return detail::pointwise_loss("kl_divergence", detail::RelativeEntropy{}, log_probabilities,
                                  targets, options.reduction, divisor);
}

template <class T>
Variable<T> KLDivergence::operator()(const Variable<T>& log_probabilities,
                                     const detail::TargetsParameter<T>& targets) const {
    return kl_divergence(log_probabilities, detail::dense_targets<T>(name, *targets), *this);
}

}  // namespace nnlite
