#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>

#include "nnlite/core/inline.hpp"
#include "nnlite/estimators/mlp_record.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void MLPRecord::add_iteration(double mean_loss, std::size_t rows) {
    loss = mean_loss;
    loss_curve.push_back(loss);
    ++n_iter;
    t += rows;
}

NNLITE_INLINE void MLPRecord::compare_loss(double tol) {
    const double best = best_loss.value_or(std::numeric_limits<double>::infinity());
    no_improvement = loss > best - tol ? no_improvement + 1 : 0;
    best_loss = std::min(best, loss);
}

NNLITE_INLINE bool MLPRecord::add_score(double score, double tol) {
    validation_scores.push_back(score);
    const double best = best_validation_score.value_or(-std::numeric_limits<double>::infinity());
    no_improvement = score < best + tol ? no_improvement + 1 : 0;
    if (score > best) { best_validation_score = score; }
    return score > best;
}

}  // namespace nnlite::detail
