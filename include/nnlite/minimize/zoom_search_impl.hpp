#pragma once

#include <algorithm>
#include <cmath>

#include "nnlite/core/inline.hpp"
#include "nnlite/minimize/search_line.hpp"
#include "nnlite/minimize/zoom_search.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE double three_point_step(const LinePoint& a, const LinePoint& b, const LinePoint& c) {
    const double to_b = b.step - a.step, to_c = c.step - a.step;
    const double bend_b = (b.value - a.value - a.slope * to_b) / (to_b * to_b);
    const double bend_c = (c.value - a.value - a.slope * to_c) / (to_c * to_c);
    const double cubic = (bend_b - bend_c) / (to_b - to_c);
    const double square = (bend_c * to_b - bend_b * to_c) / (to_b - to_c);
    return a.step + (std::sqrt(square * square - 3 * cubic * a.slope) - square) / (3 * cubic);
}

NNLITE_INLINE double zoom_step(const LinePoint& low, const LinePoint& high,
                               const LinePoint* recent) {
    const double width = high.step - low.step;
    // As in SciPy the margin has the sign of `width`: it widens the interval if high is before low.
    const auto fits = [&](double step, double margin) {
        return std::isfinite(step) && step <= std::max(low.step, high.step) - margin * width &&
               step >= std::min(low.step, high.step) + margin * width;
    };
    if (recent != nullptr) {
        const double cubic = three_point_step(low, high, *recent);
        if (fits(cubic, 0.2)) { return cubic; }
    }
    const double parabola = parabola_step(low, high);
    return fits(parabola, 0.1) ? parabola : low.step + 0.5 * width;
}

}  // namespace nnlite::detail
