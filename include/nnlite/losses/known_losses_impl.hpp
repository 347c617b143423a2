#pragma once

#include <optional>
#include <string_view>

#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/losses/binary_cross_entropy.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/losses/hinge.hpp"
#include "nnlite/losses/kl_divergence.hpp"
#include "nnlite/losses/known_losses.hpp"
#include "nnlite/losses/loss.hpp"
#include "nnlite/losses/probabilities.hpp"
#include "nnlite/losses/regression.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class F, class T>
void make_loss_if(std::string_view name, FieldVisitor& options, std::optional<Loss<T>>& made) {
    if (name != F::name) { return; }
    F loss;
    visit_fields(options, loss);
    made = Loss<T>(loss);
}

template <class T, class... F>
std::optional<Loss<T>> one_of_losses(std::string_view name, FieldVisitor& options) {
    std::optional<Loss<T>> made;
    (make_loss_if<F, T>(name, options, made), ...);
    return made;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
std::optional<Loss<T>> known_loss(std::string_view name, FieldVisitor& options) {
    return one_of_losses<T, BinaryCrossEntropy, BinaryCrossEntropyFromProbabilities, CrossEntropy,
                         CrossEntropyFromProbabilities, Hinge, Huber, KLDivergence,
                         MeanAbsoluteError, MeanSquaredError, MultiMargin, NegativeLogLikelihood>(
        name, options);
}

}  // namespace nnlite::detail
