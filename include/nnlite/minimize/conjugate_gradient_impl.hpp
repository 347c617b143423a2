#pragma once

#include <algorithm>

#include "nnlite/core/inline.hpp"
#include "nnlite/minimize/conjugate_gradient.hpp"
#include "nnlite/minimize/minimize_result.hpp"
#include "nnlite/minimize/search_line.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE double first_step(const LinePoint& start, double value_before) {
    if (start.slope == 0) { return 1; }
    const double step = std::min(1.0, 1.01 * 2 * (start.value - value_before) / start.slope);
    return step < 0 ? 1 : step;
}

NNLITE_INLINE const char* conjugate_gradient_message(MinimizeStatus status) {
    switch (status) {
        case MinimizeStatus::limit_reached:
            return "Maximum number of iterations has been exceeded.";
        case MinimizeStatus::line_search:
            return "Desired error not necessarily achieved due to precision loss.";
        case MinimizeStatus::not_a_number:
            return "NaN result encountered.";
        default:
            return "Optimization terminated successfully.";
    }
}

}  // namespace nnlite::detail
