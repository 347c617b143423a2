#pragma once

#include <optional>
#include <string_view>

#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/fields/made_by_name.hpp"
#include "nnlite/losses/binary_cross_entropy.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/losses/hinge.hpp"
#include "nnlite/losses/kl_divergence.hpp"
#include "nnlite/losses/known_losses.hpp"
#include "nnlite/losses/loss.hpp"
#include "nnlite/losses/probabilities.hpp"
#include "nnlite/losses/regression.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
std::optional<Loss<T>> known_loss(std::string_view name, FieldVisitor& options) {
    return made_by_name<Loss<T>, BinaryCrossEntropy, BinaryCrossEntropyFromProbabilities,
                        CrossEntropy, CrossEntropyFromProbabilities, Hinge, Huber, KLDivergence,
                        MeanAbsoluteError, MeanSquaredError, MultiMargin, NegativeLogLikelihood>(
        name, options);
}

}  // namespace nnlite::detail
