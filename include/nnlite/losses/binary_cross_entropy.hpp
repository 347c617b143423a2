#pragma once

#include <type_traits>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/data/targets.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/losses/reduction.hpp"

namespace nnlite::inline NNLITE_ABI {

/// binary_cross_entropy() and its options.
/// Elsewhere: torch.nn.BCEWithLogitsLoss; keras.losses.BinaryCrossentropy(from_logits=True).
struct BinaryCrossEntropy {
    Reduction reduction = Reduction::mean;

    static constexpr auto fields() {
        return field_list(Field("reduction", &BinaryCrossEntropy::reduction));
    }

    static constexpr const char* name = "binary_cross_entropy";
    static constexpr OutputKind output_kind = OutputKind::logit;
    template <class T>
    Variable<T> operator()(const Variable<T>& logits,
                           const detail::TargetsParameter<T>& targets) const;
};

/// binary_cross_entropy_from_probabilities() and its options.
/// Elsewhere: torch.nn.BCELoss; keras.losses.BinaryCrossentropy.
struct BinaryCrossEntropyFromProbabilities {
    Reduction reduction = Reduction::mean;

    static constexpr auto fields() {
        return field_list(Field("reduction", &BinaryCrossEntropyFromProbabilities::reduction));
    }

    static constexpr const char* name = "binary_cross_entropy_from_probabilities";
    static constexpr OutputKind output_kind = OutputKind::probability;
    template <class T>
    Variable<T> operator()(const Variable<T>& probabilities,
                           const detail::TargetsParameter<T>& targets) const;
};

/// -(t log p + (1 - t) log(1 - p)), p = sigmoid(logits), as max(x, 0) - x t + log(1 + exp(-|x|)),
/// which cannot overflow: the loss of independent binary classifications. An infinite logit of the
/// right sign has loss 0.
/// Shapes: logits and targets t of the same shape -> scalar, or that shape without reduction.
/// Units: targets from 0 (no) to 1 (yes).
/// Throws: ShapeError if the shapes differ (nothing is broadcast) or there are no elements.
/// Source: torch.nn.functional.binary_cross_entropy_with_logits.
/// Elsewhere: torch.nn.functional.binary_cross_entropy_with_logits;
/// keras.losses.binary_crossentropy(from_logits=True).
template <class T>
Variable<T> binary_cross_entropy(const Variable<T>& logits,
                                 const std::type_identity_t<Variable<T>>& targets,
                                 BinaryCrossEntropy options = {});

/// -(t log p + (1 - t) log(1 - p)), p = clip(probabilities, 1e-7, 1 - 1e-7), for a network that
/// ends in sigmoid. Gradients of clipped probabilities are 0: prefer binary_cross_entropy on
/// logits.
/// Shapes: probabilities and targets t of the same shape -> scalar, or that shape without
/// reduction.
/// Units: targets from 0 (no) to 1 (yes).
/// Throws: ShapeError if the shapes differ (nothing is broadcast) or there are no elements.
/// Source: Keras, binary_crossentropy with from_logits=False.
/// Elsewhere: torch.nn.functional.binary_cross_entropy; keras.losses.binary_crossentropy;
/// sklearn.metrics.log_loss.
template <class T>
Variable<T> binary_cross_entropy_from_probabilities(
    const Variable<T>& probabilities, const std::type_identity_t<Variable<T>>& targets,
    BinaryCrossEntropyFromProbabilities options = {});

template <class T>
Variable<T> BinaryCrossEntropy::operator()(const Variable<T>& logits,
                                           const detail::TargetsParameter<T>& targets) const {
    return binary_cross_entropy(logits, detail::dense_targets<T>(name, *targets), *this);
}
template <class T>
Variable<T> BinaryCrossEntropyFromProbabilities::operator()(
    const Variable<T>& probabilities, const detail::TargetsParameter<T>& targets) const {
    return binary_cross_entropy_from_probabilities(probabilities,
                                                   detail::dense_targets<T>(name, *targets), *this);
}

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LOSSES)
#include "nnlite/losses/binary_cross_entropy_impl.hpp"
#endif
