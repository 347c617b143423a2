#pragma once

#include <cstddef>
#include <string_view>

#include "nnlite/core/count_of.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/ops/sequence_size.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void require_window1d(std::string_view place, const Shape& x, std::size_t reach,
                                    std::size_t stride, const Padding1d& padding) {
    if (x.size() != 3) {
        fail<ShapeError>(place, ": expected input [batch, time, channels], got ", x);
    }
    count_of(place, "time steps of stride", stride);
    if (stride == 0) { fail<ValueError>(place, ": expected stride >= 1, got 0"); }
    const std::size_t steps = x[1] + padding.left + padding.right;
    const std::size_t least = padding.is_same ? 1 : reach;
    if (steps < least) {
        fail<ShapeError>(place, ": expected at least ", least,
                         " time steps, padding included, got ", steps);
    }
}

}  // namespace nnlite::detail
