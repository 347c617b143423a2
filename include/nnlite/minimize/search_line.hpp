#pragma once

#include "nnlite/core/tensor.hpp"
#include "nnlite/minimize/objective.hpp"
#include "nnlite/optimizers/dot.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A point of a line: phi(step) = f(origin + step direction) and phi'(step).
struct LinePoint {
    double step, value, slope;
};

// The minimiser of the parabola with both values and the derivative at a; not finite if there is
// none.
inline double parabola_step(const LinePoint& a, const LinePoint& b) {
    const double width = b.step - a.step;
    return a.step + a.slope / ((a.value - b.value) / width + a.slope) / 2 * width;
}

// An objective along a line.
template <class T, class F>
struct SearchLine {
    Objective<T, F>& objective;
    const Tensor<T>& origin;
    const Tensor<T>& direction;

    double value(double step) const {
        objective.move_along(origin, direction, step);
        return objective.value();
    }
    double slope(double step) const {
        objective.move_along(origin, direction, step);
        return dot(objective.gradient(), direction);
    }
    LinePoint point(double step) const { return {step, value(step), slope(step)}; }
};

}  // namespace nnlite::detail
