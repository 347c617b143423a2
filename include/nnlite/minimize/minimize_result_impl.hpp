#pragma once

#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/minimize/minimize_result.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
std::string MinimizeResult<T>::text() const {
    char number[400];  // %f of the largest double has 316 characters
    const double shown = std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value;
    std::snprintf(number, sizeof number, "%f", shown);  // never "-nan"
    return text_of(status == MinimizeStatus::converged ? "" : "Warning: ", message,
                   "\n         Current function value: ", std::string_view(number),
                   "\n         Iterations: ", iterations,
                   "\n         Function evaluations: ", function_calls,
                   "\n         Gradient evaluations: ", gradient_calls, "\n");
}

}  // namespace nnlite
