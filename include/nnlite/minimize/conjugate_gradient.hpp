#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include "nnlite/fields/fields.hpp"
#include "nnlite/minimize/minimize_result.hpp"
#include "nnlite/minimize/more_thuente_search.hpp"
#include "nnlite/minimize/objective.hpp"
#include "nnlite/minimize/search_line.hpp"
#include "nnlite/minimize/vector_norm.hpp"
#include "nnlite/minimize/zoom_search.hpp"
#include "nnlite/optimizers/dot.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Options of conjugate_gradient().
template <class T = double>
struct ConjugateGradientOptions {
    double gtol = 1e-5;  // stops if the norm of the gradient is at most this
    double norm = std::numeric_limits<double>::infinity();  // the norm is (sum |g_i|^norm)^(1/norm)
    std::optional<std::size_t> max_iterations = {};         // default: 200 per parameter
    std::function<void(const Tensor<T>& x)> callback = {};  // after every iteration
};

namespace detail {

// The first step along a line, from a parabola with the decrease of the last step.
double first_step(const LinePoint& start, double value_before);

// Moves the line's objective to a point that satisfies the strong Wolfe conditions and
// accept(point).
template <class Line, class Accept>
bool wolfe_search(const Line& line, const LinePoint& start, double value_before, Accept&& accept) {
    constexpr double decrease = 1e-4, curvature = 0.4;
    const double first = first_step(start, value_before);
    LinePoint last = start;
    const auto phi = [&](double step) { return last = line.point(step); };
    const auto end =
        more_thuente_search({decrease, curvature, 1e-14, 1e-100, 1e100, 100}, start, first, phi);
    return (end == SearchEnd::found && accept(last)) ||
           zoom_search(line, {decrease, curvature, start}, first, accept);
}

const char* conjugate_gradient_message(MinimizeStatus status);

}  // namespace detail

/// Minimises f by nonlinear conjugate gradients: p = -g + beta p with the Polak-Ribiere+
/// beta = max(0, g.(g - g_before) / g_before.g_before) and steps that satisfy the strong Wolfe
/// conditions with 1e-4 and 0.4. f takes x [parameters] and returns a pair (or a struct) of value
/// and gradient. It is called once per point; function_calls and gradient_calls are SciPy's, which
/// evaluates the two separately.
/// Shapes: x0 [parameters], at least one; the gradient has the same shape.
/// Units or ranges: gtol >= 0; norm not 0. With max_iterations 0 x0 is the result.
/// Throws: ShapeError if x0 or a gradient has another shape; ValueError if x0 is not finite or an
/// option out of its range. A NaN from f ends the minimisation with a status, not an exception.
/// Source: Nocedal and Wright 2006, section 5.2, as scipy.optimize.fmin_cg of SciPy 1.10, with the
/// descent condition of Gilbert and Nocedal 1992.
template <class T, class F>
MinimizeResult<T> conjugate_gradient(F&& f, const Tensor<T>& x0,
                                     const ConjugateGradientOptions<T>& options = {}) {
    detail::require_in_range("conjugate_gradient", "gtol", options.gtol, Range::not_negative());
    if (options.norm == 0 || std::isnan(options.norm)) {
        fail<ValueError>("conjugate_gradient: expected a norm that is not 0, got ", options.norm);
    }
    detail::Objective<T, F> objective("conjugate_gradient", f, x0);
    const std::size_t most = options.max_iterations.value_or(200 * x0.size());
    MinimizeResult<T> at{objective.x(), objective.value(), objective.gradient()};
    Tensor<T> direction = -at.gradient;
    double norm = detail::vector_norm(at.gradient, options.norm);
    double square = detail::dot(at.gradient, at.gradient);
    double value_before = at.value + std::sqrt(square) / 2;  // a first step of about length 1
    bool stepped = true;
    while (norm > options.gtol && at.iterations < most) {
        const auto beta = [&](const Tensor<T>& gradient) {
            return std::max(0.0, detail::dot(Tensor<T>(gradient - at.gradient), gradient) / square);
        };
        const auto accept = [&](const detail::LinePoint& trial) {
            const Tensor<T>& gradient = objective.gradient();
            const double next_square = detail::dot(gradient, gradient);
            return detail::vector_norm(gradient, options.norm) <= options.gtol ||
                   beta(gradient) * trial.slope - next_square <= -0.01 * next_square;
        };
        const detail::SearchLine<T, F> line{objective, at.x, direction};
        const detail::LinePoint start{0, at.value, detail::dot(at.gradient, direction)};
        stepped = detail::wolfe_search(line, start, value_before, accept);
        if (!stepped) { break; }
        const Tensor<T>& gradient = objective.gradient();
        direction = static_cast<T>(beta(gradient)) * direction - gradient;
        value_before = std::exchange(at.value, objective.value());
        at.x = objective.x();
        at.gradient = gradient;
        norm = detail::vector_norm(gradient, options.norm);
        square = detail::dot(gradient, gradient);
        if (options.callback) { options.callback(at.x); }
        ++at.iterations;
    }
    at.function_calls = objective.function_calls();
    at.gradient_calls = objective.gradient_calls();
    at.status = !stepped                                   ? MinimizeStatus::line_search
                : at.iterations >= most                    ? MinimizeStatus::limit_reached
                : std::isnan(norm) || std::isnan(at.value) ? MinimizeStatus::not_a_number
                                                           : MinimizeStatus::converged;
    at.message = detail::conjugate_gradient_message(at.status);
    return at;
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/minimize/conjugate_gradient_impl.hpp"
#endif
