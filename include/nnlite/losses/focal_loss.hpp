#pragma once

#include <optional>
#include <type_traits>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/data/targets.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/losses/reduction.hpp"

namespace nnlite::inline NNLITE_ABI {

/// focal_loss() and its options.
/// Elsewhere: keras.losses.BinaryFocalCrossentropy(from_logits=True).
struct FocalLoss {
    double gamma = 2;                    // how much less well-classified elements count
    std::optional<double> alpha = 0.25;  // the weight of targets 1, and 1 - alpha of targets 0
    Reduction reduction = Reduction::mean;

    static constexpr auto fields() {
        return field_list(Field("gamma", &FocalLoss::gamma, Range::not_negative()),
                          Field("alpha", &FocalLoss::alpha, Range::fraction()),
                          Field("reduction", &FocalLoss::reduction));
    }

    static constexpr const char* name = "focal_loss";
    static constexpr OutputKind output_kind = OutputKind::logit;
    template <class T>
    Variable<T> operator()(const Variable<T>& logits,
                           const detail::TargetsParameter<T>& targets) const;
};

/// w (1 - q)^gamma binary_cross_entropy, q = t p + (1 - t) (1 - p), p = sigmoid(logits),
/// w = t alpha + (1 - t) (1 - alpha), or 1 without alpha: for binary classifications with many
/// easy elements. It cannot overflow; an infinite logit of the right sign has loss 0.
/// Shapes: logits and targets t of the same shape -> scalar, or that shape without reduction.
/// Units: targets from 0 (no) to 1 (yes).
/// Throws: ShapeError if the shapes differ (nothing is broadcast) or there are no elements;
/// ValueError unless gamma >= 0 and alpha is from 0 to 1.
/// Source: Lin et al. 2017, equations 4 and 5.
/// Elsewhere: torchvision.ops.sigmoid_focal_loss;
/// keras.losses.binary_focal_crossentropy(from_logits=True).
template <class T>
Variable<T> focal_loss(const Variable<T>& logits, const std::type_identity_t<Variable<T>>& targets,
                       FocalLoss options = {});

template <class T>
Variable<T> FocalLoss::operator()(const Variable<T>& logits,
                                  const detail::TargetsParameter<T>& targets) const {
    return focal_loss(logits, detail::dense_targets<T>(name, *targets), *this);
}

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LOSSES)
#include "nnlite/losses/focal_loss_impl.hpp"
#endif
