#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>

#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The function of a minimisation at its current point. f computes value and gradient together and
// is called once per point; evaluations of value and gradient are counted separately, as in SciPy.
template <class T, class F>
class Objective {
   public:
    Objective(std::string_view place, F& f, const Tensor<T>& start) : place_(place), f_(f) {
        if (start.dimension() != 1 || start.size() == 0) {
            fail<ShapeError>(place, ": expected x0 [parameters], got ", start.shape());
        }
        const auto bad = std::find_if(start.begin(), start.end(),
                                      [](T number) { return !std::isfinite(number); });
        if (bad != start.end()) {
            fail<ValueError>(place, ": expected a finite x0, got ", *bad, " at ",
                             bad - start.begin());
        }
        trial_ = start;
        evaluate();
    }

    // Moves to origin + step direction.
    void move_along(const Tensor<T>& origin, const Tensor<T>& direction, double step) {
        trial_ = origin + static_cast<T>(step) * direction;
        if (!std::equal(trial_.begin(), trial_.end(), x_.begin())) { evaluate(); }
    }

    const Tensor<T>& x() const { return x_; }
    double value() {
        function_calls_ += std::exchange(value_is_new_, false) ? 1 : 0;
        return value_;
    }
    const Tensor<T>& gradient() {
        gradient_calls_ += std::exchange(gradient_is_new_, false) ? 1 : 0;
        return gradient_;
    }
    std::size_t function_calls() const { return function_calls_; }
    std::size_t gradient_calls() const { return gradient_calls_; }

   private:
    void evaluate() {
        std::swap(x_, trial_);
        auto [value, gradient] = f_(std::as_const(x_));
        if (gradient.shape() != x_.shape()) {
            fail<ShapeError>(place_, ": expected f to return a gradient ", x_.shape(), ", got ",
                             gradient.shape());
        }
        value_ = static_cast<double>(value);
        gradient_ = std::move(gradient);
        value_is_new_ = gradient_is_new_ = true;
    }

    std::string_view place_;
    F& f_;
    Tensor<T> x_, trial_, gradient_;
    double value_ = 0;
    bool value_is_new_ = true, gradient_is_new_ = true;
    std::size_t function_calls_ = 0, gradient_calls_ = 0;
};

}  // namespace nnlite::detail
