#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <utility>

#include "nnlite/fields/fields.hpp"
#include "nnlite/minimize/minimize_result.hpp"
#include "nnlite/minimize/more_thuente_search.hpp"
#include "nnlite/minimize/objective.hpp"
#include "nnlite/minimize/search_line.hpp"
#include "nnlite/optimizers/dot.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Options of lbfgs().
template <class T = double>
struct LbfgsOptions {
    std::size_t memory = 10;  // pairs of steps and changes of the gradient (SciPy's m)
    double gtol = 1e-5;       // stops if no |g_i| is larger (pgtol)
    double ftol = 1e7 * std::numeric_limits<double>::epsilon();  // or if f decreases by less than
                                                                 // ftol max(|f|, |f before|, 1)
    std::size_t max_iterations = 15000;
    std::size_t max_function_calls = 15000;                 // checked after each line search
    int max_line_search = 20;                               // evaluations in one iteration (maxls)
    std::function<void(const Tensor<T>& x)> callback = {};  // after every iteration

    static constexpr auto fields() {
        return field_list(
            Field("memory", &LbfgsOptions::memory, Range::at_least(1)),
            Field("gtol", &LbfgsOptions::gtol, Range::not_negative()),
            Field("ftol", &LbfgsOptions::ftol, Range::not_negative()),
            Field("max_iterations", &LbfgsOptions::max_iterations),
            Field("max_function_calls", &LbfgsOptions::max_function_calls),
            Field("max_line_search", &LbfgsOptions::max_line_search, Range::at_least(1)),
            Field("callback", &LbfgsOptions::callback));
    }
};

namespace detail {

// The last pairs of s = x - x_before and y = g - g_before, and the inverse Hessian that they
// approximate.
template <class T>
class LbfgsMemory {
   public:
    explicit LbfgsMemory(std::size_t most) : most_(most) {}

    bool is_empty() const { return pairs_.empty(); }
    void clear() { pairs_.clear(); }

    void push(Tensor<T> s, Tensor<T> y, double product);

    // -H g, starting from H = s.y / y.y of the last pair (Nocedal and Wright, algorithm 7.4).
    Tensor<T> direction(const Tensor<T>& gradient) const;

   private:
    struct Pair {
        Tensor<T> s, y;
        double product;  // s.y
    };

    std::size_t most_;
    std::deque<Pair> pairs_;
    double scale_ = 1;
};

// Whether and why the minimisation ends at this point; `before` is the previous point's value.
template <class T>
bool lbfgs_ends(MinimizeResult<T>& at, double before, const LbfgsOptions<T>& options);

}  // namespace detail

/// Minimises f by the limited-memory BFGS method: steps along -H g, where H is the inverse Hessian
/// approximated from the last `memory` steps, that satisfy the strong Wolfe conditions with 1e-3
/// and 0.9. f is as for conjugate_gradient(). If a line search fails, the memory is cleared and the
/// next search is along -g; if that fails, the minimisation ends with the last good point.
/// Shapes: x0 [parameters], at least one; the gradient has the same shape.
/// Units or ranges: gtol, ftol >= 0; memory and max_line_search at least 1.
/// Throws: ShapeError if x0 or a gradient has another shape; ValueError if x0 is not finite or an
/// option out of its range.
/// Source: Byrd, Lu, Nocedal and Zhu 1995, as scipy.optimize.fmin_l_bfgs_b without bounds (L-BFGS-B
/// 3.0). Departures: with a limit of 0 there is no iteration (SciPy: one); value is always that of
/// x; max_line_search is used (SciPy 1.10 always uses 20).
/// Elsewhere: torch.optim.LBFGS; sklearn.neural_network.MLPClassifier(solver="lbfgs").
template <class T, class F>
MinimizeResult<T> lbfgs(F&& f, const Tensor<T>& x0, const LbfgsOptions<T>& options = {}) {
    detail::require_in_range("lbfgs", options);
    const detail::MoreThuenteOptions search{1e-3, 0.9, 0.1, 0, 1e10, options.max_line_search};
    detail::Objective<T, F> objective("lbfgs", f, x0);
    detail::LbfgsMemory<T> memory(options.memory);
    MinimizeResult<T> at{objective.x(), objective.value(), objective.gradient(), 0, 1, 1};
    double before = at.value;
    while (!detail::lbfgs_ends(at, before, options)) {
        const Tensor<T> direction = memory.direction(at.gradient);
        const detail::SearchLine<T, F> line{objective, at.x, direction};
        const detail::LinePoint start{0, at.value, detail::dot(at.gradient, direction)};
        const double unit =
            std::min(1 / std::sqrt(detail::dot(direction, direction)), search.largest_step);
        detail::LinePoint last = start;
        const auto outcome =
            detail::more_thuente_search(search, start, at.iterations == 0 ? unit : 1,
                                        [&](double step) { return last = line.point(step); });
        at.function_calls = objective.function_calls();
        at.gradient_calls = objective.gradient_calls();
        if (outcome == detail::SearchEnd::exhausted || outcome == detail::SearchEnd::refused) {
            if (memory.is_empty()) {
                at.status = MinimizeStatus::line_search;
                at.message = "ABNORMAL_TERMINATION_IN_LNSRCH";
                return at;
            }
            memory.clear();
            continue;
        }
        // A pair with too little curvature is skipped, so that H stays positive definite.
        const double product = (last.slope - start.slope) * last.step;
        if (product > std::numeric_limits<double>::epsilon() * -start.slope * last.step) {
            memory.push(static_cast<T>(last.step) * direction, objective.gradient() - at.gradient,
                        product);
        }
        before = std::exchange(at.value, last.value);
        at.x = objective.x();
        at.gradient = objective.gradient();
        ++at.iterations;
        if (options.callback) { options.callback(at.x); }
    }
    return at;
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/minimize/lbfgs_impl.hpp"
#endif
