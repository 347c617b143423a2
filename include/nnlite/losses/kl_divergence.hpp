#pragma once

#include <type_traits>

#include "nnlite/fields/fields.hpp"
#include "nnlite/losses/reduction.hpp"

namespace nnlite::inline NNLITE_ABI {

/// kl_divergence() and its options.
/// Elsewhere: torch.nn.KLDivLoss; keras.losses.KLDivergence.
struct KLDivergence {
    bool batch_mean = false;  // the mean divides by the number of rows, not of elements
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

/// t (log t - log_probabilities), 0 where t = 0: the divergence of the targets t from the
/// probabilities.
/// Shapes: log_probabilities and targets [batch, ...] of the same shape -> scalar, or that shape
/// without reduction.
/// Units: targets are probabilities; with batch_mean it is the mathematical divergence.
/// Throws: ShapeError if the shapes differ (nothing is broadcast) or there are no elements.
/// Source: torch.nn.functional.kl_div (where t = 0 it is 0 even if log_probabilities is infinite).
/// Elsewhere: torch.nn.functional.kl_div; keras.losses.kl_divergence.
template <class T>
Variable<T> kl_divergence(const Variable<T>& log_probabilities,
                          const std::type_identity_t<Variable<T>>& targets,
                          KLDivergence options = {});

template <class T>
Variable<T> KLDivergence::operator()(const Variable<T>& log_probabilities,
                                     const detail::TargetsParameter<T>& targets) const {
    return kl_divergence(log_probabilities, detail::dense_targets<T>(name, *targets), *this);
}

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LOSSES)
#include "nnlite/losses/kl_divergence_impl.hpp"
#endif
