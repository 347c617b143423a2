#pragma once

#include <algorithm>
#include <cmath>

#include "nnlite/core/inline.hpp"
#include "nnlite/minimize/more_thuente_search.hpp"
#include "nnlite/minimize/search_line.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE CubicFit::CubicFit(const LinePoint& a, const LinePoint& b) {
    const double theta = 3 * (a.value - b.value) / (b.step - a.step) + a.slope + b.slope;
    const double scale = std::max({std::abs(theta), std::abs(a.slope), std::abs(b.slope)});
    const double square = (theta / scale) * (theta / scale) - (a.slope / scale) * (b.slope / scale);
    root = std::copysign(scale * std::sqrt(std::max(0.0, square)), b.step - a.step);
    share = (root - a.slope + theta) / (root - a.slope + root + b.slope);
    step = a.step + share * (b.step - a.step);
}

NNLITE_INLINE double secant_step(const LinePoint& a, const LinePoint& b) {
    return a.step + a.slope / (a.slope - b.slope) * (b.step - a.step);
}

NNLITE_INLINE bool MoreThuenteSearch::is_found(const LinePoint& trial) const {
    return trial.value <= bound(trial) &&
           std::abs(trial.slope) <= options_.curvature * -start_.slope;
}

NNLITE_INLINE bool MoreThuenteSearch::is_stuck(const LinePoint& trial) const {
    if (is_cramped(trial.step)) { return true; }
    const bool low = trial.value <= bound(trial);
    return (trial.step == options_.largest_step && low && trial.slope <= tilt()) ||
           (trial.step == options_.least_step && (!low || trial.slope >= tilt()));
}

NNLITE_INLINE void MoreThuenteSearch::take(const LinePoint& trial) {
    if (trial.value <= bound(trial) && trial.slope >= 0) { decreased_ = true; }
    // Until a step decreases enough, the search is for a minimum of
    // psi(step) = phi(step) - decrease step phi'(0) where psi is lower (section 4).
    const bool on_psi = !decreased_ && trial.value <= best_.value && trial.value > bound(trial);
    move_interval(trial, on_psi ? tilt() : 0);
    if (bracketed_) {
        if (std::abs(other_.step - best_.step) >= 0.66 * width_before_) {
            step_ = best_.step + 0.5 * (other_.step - best_.step);
        }
        width_before_ = width_;
        width_ = std::abs(other_.step - best_.step);
        lower_ = std::min(best_.step, other_.step);
        upper_ = std::max(best_.step, other_.step);
    } else {
        lower_ = step_ + 1.1 * (step_ - best_.step);
        upper_ = step_ + 4 * (step_ - best_.step);
    }
    // After an infinite value step_ is NaN: fmax makes it the smallest step, as MINPACK-2 does.
    step_ = std::fmin(std::fmax(step_, options_.least_step), options_.largest_step);
    if (is_cramped(step_)) { step_ = best_.step; }
}

NNLITE_INLINE bool MoreThuenteSearch::is_cramped(double step) const {
    return bracketed_ &&
           (step <= lower_ || step >= upper_ || upper_ - lower_ <= options_.width * upper_);
}

NNLITE_INLINE void MoreThuenteSearch::move_interval(const LinePoint& trial, double tilt) {
    const auto tilted = [tilt](const LinePoint& p) {
        return LinePoint{p.step, p.value - p.step * tilt, p.slope - tilt};
    };
    const LinePoint best = tilted(best_), other = tilted(other_), at = tilted(trial);
    const bool higher = at.value > best.value;
    const bool turned = at.slope * (best.slope / std::abs(best.slope)) < 0;
    const bool ahead = at.step > best.step;
    if (higher) {
        const double cubic = CubicFit(best, at).step;
        const double parabola = parabola_step(best, at);
        const bool cubic_nearer = std::abs(cubic - best.step) < std::abs(parabola - best.step);
        step_ = cubic_nearer ? cubic : cubic + (parabola - cubic) / 2;
    } else if (turned) {
        const double cubic = CubicFit(at, best).step;
        const double secant = secant_step(at, best);
        step_ = std::abs(cubic - at.step) > std::abs(secant - at.step) ? cubic : secant;
    } else if (std::abs(at.slope) < std::abs(best.slope)) {
        step_ = step_beyond(at, best, other);
    } else if (bracketed_) {
        step_ = CubicFit(at, other).step;
    } else {
        step_ = ahead ? upper_ : lower_;
    }
    if (higher) {
        other_ = trial;
    } else {
        if (turned) { other_ = best_; }
        best_ = trial;
    }
    bracketed_ = bracketed_ || higher || turned;
}

NNLITE_INLINE double MoreThuenteSearch::step_beyond(const LinePoint& at, const LinePoint& best,
                                                    const LinePoint& other) const {
    const CubicFit fit(at, best);
    const bool ahead = at.step > best.step;
    const double cubic = fit.share < 0 && fit.root != 0 ? fit.step : (ahead ? upper_ : lower_);
    const double secant = secant_step(at, best);
    const double to_cubic = std::abs(cubic - at.step), to_secant = std::abs(secant - at.step);
    if (!bracketed_) {
        return std::max(lower_, std::min(upper_, to_cubic > to_secant ? cubic : secant));
    }
    const double nearer = to_cubic < to_secant ? cubic : secant;
    const double most = at.step + 0.66 * (other.step - at.step);
    return ahead ? std::min(most, nearer) : std::max(most, nearer);
}

}  // namespace nnlite::detail
