#pragma once

#include <cstddef>
#include <string>

#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Why a minimisation ended. The numbers are SciPy's warnflag.
enum class MinimizeStatus {
    converged = 0,
    limit_reached = 1,  // of iterations or function calls
    line_search = 2,    // no step along the line decreased f
    not_a_number = 3,
};

/// The result of conjugate_gradient() and lbfgs(): the last point, the value there and the counts.
template <class T = double>
struct MinimizeResult {
    Tensor<T> x;
    double value;
    Tensor<T> gradient;
    std::size_t iterations = 0;
    std::size_t function_calls = 0;
    std::size_t gradient_calls = 0;
    MinimizeStatus status = MinimizeStatus::converged;
    std::string message = {};

    /// The five lines that SciPy's fmin_cg displays.
    std::string text() const;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/minimize/minimize_result_impl.hpp"
#endif
