#pragma once

#include <type_traits>

#include "nnlite/fields/fields.hpp"
#include "nnlite/losses/reduction.hpp"

namespace nnlite::inline NNLITE_ABI {

/// hinge() and its options.
/// Elsewhere: keras.losses.Hinge; keras.losses.SquaredHinge.
struct Hinge {
    bool squared = false;
    Reduction reduction = Reduction::mean;

    static constexpr auto fields() {
        return field_list(Field("squared", &Hinge::squared), Field("reduction", &Hinge::reduction));
    }

    static constexpr const char* name = "hinge";
    static constexpr OutputKind output_kind = OutputKind::logit;
    template <class T>
    Variable<T> operator()(const Variable<T>& output,
                           const detail::TargetsParameter<T>& targets) const;
};

/// multi_margin() and its options.
/// Elsewhere: torch.nn.MultiMarginLoss.
struct MultiMargin {
    double margin = 1;
    bool squared = false;
    detail::Vector<double> class_weights = {};  // one for each class; empty: all 1
    Reduction reduction = Reduction::mean;
    std::optional<std::int32_t> ignore_index = {};  // rows with this label do not count

    static constexpr auto fields() {
        return field_list(
            Field("margin", &MultiMargin::margin), Field("squared", &MultiMargin::squared),
            Field("class_weights", &MultiMargin::class_weights, Range::not_negative()),
            Field("reduction", &MultiMargin::reduction),
            Field("ignore_index", &MultiMargin::ignore_index));
    }

    static constexpr const char* name = "multi_margin";
    static constexpr OutputKind output_kind = OutputKind::classes;
    template <class T>
    Variable<T> operator()(const Variable<T>& scores,
                           const detail::TargetsParameter<T>& targets) const;
    template <class T>
    double weight(const Targets<T>& targets) const {
        return detail::mean_weight<T>(targets, {}, ignore_index);
    }
};

/// max(0, 1 - output target), or its square: the loss of a support vector machine.
/// Shapes: output and target of the same shape -> scalar, or that shape without reduction.
/// Units: targets -1 (no) or 1 (yes).
/// Throws: ShapeError if the shapes differ (nothing is broadcast) or there are no elements.
/// Source: Keras, hinge and squared_hinge, which also turn targets 0 into -1.
/// Elsewhere: keras.losses.hinge; keras.losses.squared_hinge; sklearn.metrics.hinge_loss.
template <class T>
Variable<T> hinge(const Variable<T>& output, const std::type_identity_t<Variable<T>>& target,
                  Hinge options = {});

/// w[label] / classes times the sum over the other classes i of
/// max(0, margin - scores[label] + scores[i]), or of its square.
/// Shapes: scores [..., classes], labels [...] -> scalar, or [...] without reduction.
/// The mean divides by the number of rows, whatever the weights (as in PyTorch). Rows labelled
/// ignore_index have loss 0 and do not count.
/// Throws: ShapeError if shapes do not fit or there are no rows; ValueError if a label is not a
/// class or not an integer, or a weight is negative or not finite.
/// Source: torch.nn.functional.multi_margin_loss, with the classes last.
/// Elsewhere: torch.nn.functional.multi_margin_loss.
template <class T>
Variable<T> multi_margin(const Variable<T>& scores, const detail::TargetsParameter<T>& targets,
                         const MultiMargin& options = {});

template <class T>
Variable<T> Hinge::operator()(const Variable<T>& output,
                              const detail::TargetsParameter<T>& targets) const {
    return hinge(output, detail::dense_targets<T>(name, *targets), *this);
}
template <class T>
Variable<T> MultiMargin::operator()(const Variable<T>& scores,
                                    const detail::TargetsParameter<T>& targets) const {
    return multi_margin(scores, targets, *this);
}

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LOSSES)
#include "nnlite/losses/hinge_impl.hpp"
#endif
