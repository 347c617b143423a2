#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The record of the iterations of a training.
struct MLPRecord {
    std::vector<double> loss_curve, validation_scores;
    double loss = 0;
    std::optional<double> best_loss, best_validation_score;
    std::size_t n_iter = 0;
    std::size_t t = 0;               // rows seen
    std::size_t no_improvement = 0;  // consecutive iterations without an improvement of `tol`

    void add_iteration(double mean_loss, std::size_t rows);

    void compare_loss(double tol);

    // Whether the score is the best.
    bool add_score(double score, double tol);
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/estimators/mlp_record_impl.hpp"
#endif
