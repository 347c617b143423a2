#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/optimizers/schedule.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE double StepSchedule::operator()(std::size_t step) const {
    detail::require_in_range("StepSchedule", *this);
    return learning_rate * std::pow(gamma, static_cast<double>(step / step_size));
}

NNLITE_INLINE double MultiStepSchedule::operator()(std::size_t step) const {
    detail::require_in_range("MultiStepSchedule", *this);
    const auto reached = std::count_if(milestones.begin(), milestones.end(),
                                       [step](std::size_t at) { return at <= step; });
    return learning_rate * std::pow(gamma, static_cast<double>(reached));
}

NNLITE_INLINE double ExponentialSchedule::operator()(std::size_t step) const {
    detail::require_in_range("ExponentialSchedule", *this);
    return learning_rate * std::pow(gamma, static_cast<double>(step));
}

NNLITE_INLINE double CosineSchedule::operator()(std::size_t step) const {
    detail::require_in_range("CosineSchedule", *this);
    if (warm_up_steps >= steps) {
        fail<ValueError>("CosineSchedule: expected steps > warm_up_steps = ", warm_up_steps,
                         ", got ", steps);
    }
    if (step < warm_up_steps) {
        const double part = static_cast<double>(step) / static_cast<double>(warm_up_steps);
        return learning_rate * (warm_up_from + (1 - warm_up_from) * part);
    }
    const double part = static_cast<double>(std::min(step, steps) - warm_up_steps) /
                        static_cast<double>(steps - warm_up_steps);
    return minimum + (learning_rate - minimum) * (1 + std::cos(std::numbers::pi * part)) / 2;
}

NNLITE_INLINE double OneCycleSchedule::operator()(std::size_t step) const {
    check();
    const double start = max_learning_rate / divisor, end = start / final_divisor;
    const double last = static_cast<double>(total_steps) - 1;
    const double at = std::min(static_cast<double>(step), last);
    const double top = rise * static_cast<double>(total_steps) - 1;
    if (at <= top) { return between(start, max_learning_rate, at, 0, top); }
    const double from = std::max(top, 0.0);
    if (!three_phases) { return between(max_learning_rate, end, at, from, last); }
    const double foot = 2 * rise * static_cast<double>(total_steps) - 2;
    if (at <= foot) { return between(max_learning_rate, start, at, from, foot); }
    return between(start, end, at, std::max(foot, 0.0), last);
}

NNLITE_INLINE double OneCycleSchedule::between(double a, double b, double at, double from,
                                               double to) const {
    const double part = to > from ? (at - from) / (to - from) : 1;
    if (!cosine) { return (b - a) * part + a; }
    return b + (a - b) / 2 * (std::cos(std::numbers::pi * part) + 1);
}

NNLITE_INLINE void OneCycleSchedule::check() const {
    detail::require_in_range("OneCycleSchedule", *this);
    if (three_phases) { detail::require_in_range("OneCycleSchedule", "rise", rise, {0, 0.5}); }
}

NNLITE_INLINE ReduceOnPlateau::ReduceOnPlateau(ReduceOnPlateauOptions options)
    : options_(options), learning_rate_(options.learning_rate.value_or(1e-3)) {
    detail::require_in_range("ReduceOnPlateau", options);
    const double infinity = std::numeric_limits<double>::infinity();
    best_ = options.maximize ? -infinity : infinity;
}

NNLITE_INLINE void ReduceOnPlateau::restart(double learning_rate) {
    *this = ReduceOnPlateau(options_);
    learning_rate_ = options_.learning_rate.value_or(learning_rate);
}

NNLITE_INLINE double ReduceOnPlateau::update(double metric) {
    if (is_better(metric)) {
        best_ = metric;
        waited_ = 0;
    } else {
        ++waited_;
    }
    if (cooling_ > 0) {
        --cooling_;
        waited_ = 0;
    }
    if (waited_ > options_.patience) {
        const double lower = std::max(learning_rate_ * options_.factor, options_.minimum);
        if (learning_rate_ - lower > options_.least_change) { learning_rate_ = lower; }
        cooling_ = options_.cooldown;
        waited_ = 0;
    }
    return learning_rate_;
}

NNLITE_INLINE bool ReduceOnPlateau::is_better(double metric) const {
    const double up = options_.maximize ? 1 : -1;
    double bound = best_;
    if (!std::isinf(best_)) {
        bound = !options_.relative_threshold ? best_ + up * options_.threshold
                : best_ >= 0                 ? best_ * (1 + up * options_.threshold)
                                             : best_ * (1 - up * options_.threshold);
    }
    return options_.maximize ? metric > bound : metric < bound;
}

}  // namespace nnlite
