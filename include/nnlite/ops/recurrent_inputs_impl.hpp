#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "nnlite/core/inline.hpp"
#include "nnlite/ops/recurrent_inputs.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void check_recurrent_input(std::string_view place, const Shape& x, std::size_t in) {
    if (x.size() != 3 || x[2] != in) {
        fail<ShapeError>(place, ": expected input [batch, time, ", in, "], got ", x);
    }
    if (x[1] == 0) { fail<ShapeError>(place, ": expected at least 1 time step, got ", x); }
}

NNLITE_INLINE void check_lengths(std::string_view place, std::span<const std::size_t> lengths,
                                 const Shape& x) {
    if (lengths.empty()) { return; }
    if (lengths.size() != x[0]) {
        fail<ShapeError>(place, ": expected ", x[0], " lengths, one per sequence, got ",
                         lengths.size());
    }
    for (const std::size_t length : lengths) {
        if (length == 0 || length > x[1]) {
            fail<ValueError>(place, ": expected lengths from 1 to ", x[1], ", got ", length);
        }
    }
}

}  // namespace nnlite::detail
