#pragma once

#include "nnlite/fields/fields.hpp"
#include "nnlite/losses/reduction.hpp"

namespace nnlite::inline NNLITE_ABI {

/// cross_entropy() and its options.
/// Elsewhere: torch.nn.CrossEntropyLoss;
/// keras.losses.SparseCategoricalCrossentropy(from_logits=True);
/// keras.losses.CategoricalCrossentropy(from_logits=True).
struct CrossEntropy {
    double label_smoothing = 0;  // from 0 to 1: this part is spread evenly over the classes
    detail::Vector<double> class_weights = {};  // one for each class; empty: all 1
    Reduction reduction = Reduction::mean;
    std::optional<std::int32_t> ignore_index = {};  // rows with this label do not count

    static constexpr auto fields() {
        return field_list(
            Field("label_smoothing", &CrossEntropy::label_smoothing, Range::fraction()),
            Field("class_weights", &CrossEntropy::class_weights, Range::not_negative()),
            Field("reduction", &CrossEntropy::reduction),
            Field("ignore_index", &CrossEntropy::ignore_index));
    }

    static constexpr const char* name = "cross_entropy";
    static constexpr OutputKind output_kind = OutputKind::classes;
    template <class T>
    Variable<T> operator()(const Variable<T>& logits,
                           const detail::TargetsParameter<T>& targets) const;
    template <class T>
    double weight(const Targets<T>& targets) const {
        return detail::mean_weight<T>(targets, class_weights, ignore_index);
    }
};

/// -w[label] log softmax(logits)[label], the loss of a classifier, computed from logits in one pass
/// that cannot overflow.
/// Shapes: logits [..., classes], labels [...] -> scalar, or [...] without reduction.
/// The mean divides by the sum of the labels' weights; it is 0 if that sum is 0. Rows labelled
/// ignore_index have loss 0 and do not count.
/// Throws: ShapeError if shapes do not fit or there are no rows; ValueError if a label is not a
/// class, a weight is negative or not finite or label_smoothing is not from 0 to 1.
/// Source: torch.nn.functional.cross_entropy, with the classes last.
/// Elsewhere: torch.nn.functional.cross_entropy;
/// keras.losses.sparse_categorical_crossentropy(from_logits=True);
/// keras.losses.categorical_crossentropy(from_logits=True).
template <class T>
Variable<T> cross_entropy(const Variable<T>& logits, const detail::ArrayParameter<Labels>& labels,
                          const CrossEntropy& options = {});

/// -sum(w targets log softmax(logits)) over the classes, for one-hot or soft targets; 0 where a
/// target is 0, even if the logit is -inf.
/// Shapes: logits and targets [..., classes] -> scalar, or [...] without reduction.
/// The mean divides by the number of rows, whatever the weights (as in PyTorch).
/// Throws: ShapeError if shapes do not fit or there are no rows; ValueError if a weight is
/// negative or not finite or label_smoothing is not from 0 to 1.
/// Source: torch.nn.functional.cross_entropy, with the classes last.
template <class T>
Variable<T> cross_entropy(const Variable<T>& logits, const detail::DenseParameter<T>& targets,
                          const CrossEntropy& options = {});

template <class T>
Variable<T> CrossEntropy::operator()(const Variable<T>& logits,
                                     const detail::TargetsParameter<T>& targets) const {
    return std::visit([&](const auto& y) { return cross_entropy(logits, y, *this); }, *targets);
}

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LOSSES)
#include "nnlite/losses/cross_entropy_impl.hpp"
#endif
