#pragma once

#include "nnlite/fields/fields.hpp"
#include "nnlite/losses/reduction.hpp"

namespace nnlite::inline NNLITE_ABI {

/// cross_entropy_from_probabilities() and its options.
/// Elsewhere: keras.losses.SparseCategoricalCrossentropy; keras.losses.CategoricalCrossentropy.
struct CrossEntropyFromProbabilities {
    Reduction reduction = Reduction::mean;
    std::optional<std::int32_t> ignore_index = {};  // rows with this label do not count

    static constexpr auto fields() {
        return field_list(Field("reduction", &CrossEntropyFromProbabilities::reduction),
                          Field("ignore_index", &CrossEntropyFromProbabilities::ignore_index));
    }

    static constexpr const char* name = "cross_entropy_from_probabilities";
    static constexpr OutputKind output_kind = OutputKind::classes;
    template <class T>
    Variable<T> operator()(const Variable<T>& probabilities,
                           const detail::TargetsParameter<T>& targets) const;
    template <class T>
    double weight(const Targets<T>& targets) const {
        return detail::mean_weight<T>(targets, {}, ignore_index);
    }
};

/// negative_log_likelihood() and its options.
/// Elsewhere: torch.nn.NLLLoss.
struct NegativeLogLikelihood {
    detail::Vector<double> class_weights = {};  // one for each class; empty: all 1
    Reduction reduction = Reduction::mean;
    std::optional<std::int32_t> ignore_index = {};  // rows with this label do not count

    static constexpr auto fields() {
        return field_list(
            Field("class_weights", &NegativeLogLikelihood::class_weights, Range::not_negative()),
            Field("reduction", &NegativeLogLikelihood::reduction),
            Field("ignore_index", &NegativeLogLikelihood::ignore_index));
    }

    static constexpr const char* name = "negative_log_likelihood";
    static constexpr OutputKind output_kind = OutputKind::classes;
    template <class T>
    Variable<T> operator()(const Variable<T>& log_probabilities,
                           const detail::TargetsParameter<T>& targets) const;
    template <class T>
    double weight(const Targets<T>& targets) const {
        return detail::mean_weight<T>(targets, class_weights, ignore_index);
    }
};

namespace detail {

// Keras' bounds of a probability inside a logarithm.
template <class T>
inline constexpr T lowest_probability = T(1e-7);
template <class T>
inline constexpr T highest_probability = T(1) - lowest_probability<T>;

}  // namespace detail

/// -log clip(probabilities[label], 1e-7, 1 - 1e-7), for a network that ends in softmax. Gradients
/// of clipped probabilities are 0: prefer cross_entropy on logits.
/// Shapes: probabilities [..., classes], labels [...] -> scalar, or [...] without reduction.
/// Rows labelled ignore_index have loss 0 and do not count in the mean.
/// Throws: ShapeError if shapes do not fit or there are no rows; ValueError if a label is not a
/// class.
/// Source: Keras, sparse_categorical_crossentropy with from_logits=False.
/// Elsewhere: keras.losses.sparse_categorical_crossentropy; keras.losses.categorical_crossentropy;
/// sklearn.metrics.log_loss.
template <class T>
Variable<T> cross_entropy_from_probabilities(const Variable<T>& probabilities,
                                             const detail::ArrayParameter<Labels>& labels,
                                             CrossEntropyFromProbabilities options = {});

/// -sum(targets log clip(p, 1e-7, 1 - 1e-7)) over the classes, p = probabilities / their sum; a row
/// of zeros is not divided.
/// Shapes: probabilities and targets [..., classes] -> scalar, or [...] without reduction.
/// Throws: ShapeError if shapes do not fit or there are no rows.
/// Source: Keras, categorical_crossentropy with from_logits=False.
template <class T>
Variable<T> cross_entropy_from_probabilities(const Variable<T>& probabilities,
                                             const detail::DenseParameter<T>& targets,
                                             CrossEntropyFromProbabilities options = {});

/// -w[label] log_probabilities[label], 0 if the weight is 0, for outputs of log_softmax.
/// Shapes: log_probabilities [..., classes], labels [...] -> scalar, or [...] without reduction.
/// The mean divides by the sum of the labels' weights; it is 0 if that sum is 0. Rows labelled
/// ignore_index have loss 0 and do not count.
/// Throws: ShapeError if shapes do not fit or there are no rows; ValueError if a label is not a
/// class or not an integer, or a weight is negative or not finite.
/// Source: torch.nn.functional.nll_loss, with the classes last.
/// Elsewhere: torch.nn.functional.nll_loss.
template <class T>
Variable<T> negative_log_likelihood(const Variable<T>& log_probabilities,
                                    const detail::TargetsParameter<T>& targets,
                                    const NegativeLogLikelihood& options = {});

template <class T>
Variable<T> CrossEntropyFromProbabilities::operator()(
    const Variable<T>& probabilities, const detail::TargetsParameter<T>& targets) const {
    return std::visit(
        [&](const auto& y) { return cross_entropy_from_probabilities(probabilities, y, *this); },
        *targets);
}

template <class T>
Variable<T> NegativeLogLikelihood::operator()(const Variable<T>& log_probabilities,
                                              const detail::TargetsParameter<T>& targets) const {
    return negative_log_likelihood(log_probabilities, targets, *this);
}

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LOSSES)
#include "nnlite/losses/probabilities_impl.hpp"
#endif
