#pragma once

#include "nnlite/fields/type_list.hpp"
#include "nnlite/losses/binary_cross_entropy.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/losses/focal_loss.hpp"
#include "nnlite/losses/hinge.hpp"
#include "nnlite/losses/kl_divergence.hpp"
#include "nnlite/losses/probabilities.hpp"
#include "nnlite/losses/regression.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Each loss that a file can have.
using AllLosses = TypeList<BinaryCrossEntropy, BinaryCrossEntropyFromProbabilities, CrossEntropy,
                           CrossEntropyFromProbabilities, FocalLoss, Hinge, Huber, KLDivergence,
                           MeanAbsoluteError, MeanSquaredError, MultiMargin, NegativeLogLikelihood>;

}  // namespace nnlite::detail
