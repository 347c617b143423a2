#pragma once

#include <cmath>
#include <utility>

#include "nnlite/minimize/search_line.hpp"

// The line search of Nocedal and Wright, Numerical Optimization (2006), algorithms 3.5 and 3.6.

namespace nnlite::inline NNLITE_ABI::detail {

// Conditions (3.7):
// phi(step) <= phi(0) + decrease step phi'(0) and |phi'(step)| <= curvature |phi'(0)|.
struct WolfeConditions {
    double decrease;
    double curvature;
    LinePoint start;

    // Written so that NaN fails both conditions.
    bool is_too_high(double step, double value) const {
        return value > start.value + decrease * step * start.slope;
    }
    bool is_flat(double slope) const { return std::abs(slope) <= -curvature * start.slope; }
};

// The minimiser of the cubic with the values of three points and the derivative at the first; not
// finite if there is none.
double three_point_step(const LinePoint& a, const LinePoint& b, const LinePoint& c);

// A step between low and high: that of the cubic, else of the parabola, else the middle.
double zoom_step(const LinePoint& low, const LinePoint& high, const LinePoint* recent);

// Algorithm 3.6: returns whether a step between low and high was found; the line is at that point.
// The derivative at high is not used.
template <class Line, class Accept>
bool zoom(const Line& line, const WolfeConditions& wolfe, LinePoint low, LinePoint high,
          Accept&& accept) {
    LinePoint recent{};
    for (int i = 0; i <= 10; ++i) {
        LinePoint trial{zoom_step(low, high, i > 0 ? &recent : nullptr), 0, 0};
        trial.value = line.value(trial.step);
        if (wolfe.is_too_high(trial.step, trial.value) || trial.value >= low.value) {
            recent = std::exchange(high, trial);
            continue;
        }
        trial.slope = line.slope(trial.step);
        if (wolfe.is_flat(trial.slope) && accept(trial)) { return true; }
        recent = low;
        if (trial.slope * (high.step - low.step) >= 0) { recent = std::exchange(high, low); }
        low = trial;
    }
    return false;
}

// Algorithm 3.5 from the first step given, doubling it: returns whether a step was found that
// satisfies the conditions and accept(point); the line is at that point. After ten doublings the
// last step is accepted.
template <class Line, class Accept>
bool zoom_search(const Line& line, const WolfeConditions& wolfe, double first, Accept&& accept) {
    LinePoint before = wolfe.start, trial{first, line.value(first), 0};
    for (int i = 0; i < 10; ++i) {
        if (trial.step == 0) { return false; }
        if (wolfe.is_too_high(trial.step, trial.value) || (i > 0 && trial.value >= before.value)) {
            return zoom(line, wolfe, before, trial, accept);
        }
        trial.slope = line.slope(trial.step);
        if (wolfe.is_flat(trial.slope) && accept(trial)) { return true; }
        if (trial.slope >= 0) { return zoom(line, wolfe, trial, before, accept); }
        before = trial;
        trial.step *= 2;
        trial.value = line.value(trial.step);
    }
    return true;
}

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/minimize/zoom_search_impl.hpp"
#endif
