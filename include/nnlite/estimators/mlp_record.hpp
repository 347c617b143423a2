#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

namespace nnlite::detail {

// What the iterations of a training have come to.
struct MLPRecord {
    std::vector<double> loss_curve, validation_scores;
    double loss = 0;
    std::optional<double> best_loss, best_validation_score;
    std::size_t n_iter = 0;
    std::size_t t = 0;               // rows seen
    std::size_t no_improvement = 0;  // iterations in a row that did not become better by `tol`

    void add_iteration(double mean_loss, std::size_t rows) {
        loss = mean_loss;
        loss_curve.push_back(loss);
        ++n_iter;
        t += rows;
    }

    void compare_loss(double tol) {
        const double best = best_loss.value_or(std::numeric_limits<double>::infinity());
        no_improvement = loss > best - tol ? no_improvement + 1 : 0;
        best_loss = std::min(best, loss);
    }

    // Whether the score is the best.
    bool add_score(double score, double tol) {
        validation_scores.push_back(score);
        const double best =
            best_validation_score.value_or(-std::numeric_limits<double>::infinity());
        no_improvement = score < best + tol ? no_improvement + 1 : 0;
        if (score > best) { best_validation_score = score; }
        return score > best;
    }
};

}  // namespace nnlite::detail
