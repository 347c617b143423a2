#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "nnlite/minimize/lbfgs.hpp"
#include "nnlite/minimize/minimize_result.hpp"
#include "nnlite/minimize/vector_norm.hpp"
#include "nnlite/optimizers/dot.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void LbfgsMemory<T>::push(Tensor<T> s, Tensor<T> y, double product) {
    if (pairs_.size() == most_) { pairs_.pop_front(); }
    scale_ = product / dot(y, y);
    pairs_.push_back({std::move(s), std::move(y), product});
}

template <class T>
Tensor<T> LbfgsMemory<T>::direction(const Tensor<T>& gradient) const {
    Tensor<T> result = -gradient;
    if (is_empty()) { return result; }
    Vector<double> shares(pairs_.size());
    for (std::size_t i = pairs_.size(); i-- > 0;) {
        const Pair& pair = pairs_[i];
        shares[i] = dot(pair.s, result) / pair.product;
        result -= static_cast<T>(shares[i]) * pair.y;
    }
    result *= static_cast<T>(scale_);
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
        const Pair& pair = pairs_[i];
        const double share = dot(pair.y, result) / pair.product;
        result += static_cast<T>(shares[i] - share) * pair.s;
    }
    return result;
}

template <class T>
bool lbfgs_ends(MinimizeResult<T>& at, double before, const LbfgsOptions<T>& options) {
    const auto end = [&at](MinimizeStatus status, const char* message) {
        at.status = status;
        at.message = message;
        return true;
    };
    if (at.iterations >= options.max_iterations) {
        return end(MinimizeStatus::limit_reached, "STOP: TOTAL NO. of ITERATIONS REACHED LIMIT");
    }
    if (at.function_calls > options.max_function_calls) {
        return end(MinimizeStatus::limit_reached,
                   "STOP: TOTAL NO. of f AND g EVALUATIONS EXCEEDS LIMIT");
    }
    if (vector_norm(at.gradient, std::numeric_limits<double>::infinity()) <= options.gtol) {
        return end(MinimizeStatus::converged, "CONVERGENCE: NORM_OF_PROJECTED_GRADIENT_<=_PGTOL");
    }
    const double size = std::max({std::abs(before), std::abs(at.value), 1.0});
    if (at.iterations > 0 && before - at.value <= options.ftol * size) {
        return end(MinimizeStatus::converged, "CONVERGENCE: REL_REDUCTION_OF_F_<=_FACTR*EPSMCH");
    }
    return false;
}

}  // namespace nnlite::detail
