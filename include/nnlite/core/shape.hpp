#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The product of the extents from `first` (included) to `last` (excluded); 1 if there are none.
// Throws: ShapeError if there are more elements than memory can have.
inline std::size_t element_count(const Shape& shape, std::size_t first, std::size_t last) {
    const std::size_t count = count_elements(shape.data() + first, shape.data() + last);
    if (count == uncountable) {
        fail<ShapeError>("shape ", shape, " has more elements than can be counted");
    }
    return count;
}

// The number of elements of a shape; 1 for a scalar.
// Throws: ShapeError if there are more than memory can have.
inline std::size_t element_count(const Shape& shape) {
    return element_count(shape, 0, shape.size());
}

// `axis` counted from the front; negative axes count from the back.
// Throws: ShapeError if there is no such axis.
inline std::size_t normalize_axis(std::string_view place, std::ptrdiff_t axis, std::size_t rank) {
    const auto signed_rank = static_cast<std::ptrdiff_t>(rank);
    if (axis < -signed_rank || axis >= signed_rank) {
        fail<ShapeError>(place, ": expected an axis from ", -signed_rank, " to ", signed_rank - 1,
                         ", got ", axis);
    }
    return static_cast<std::size_t>(axis < 0 ? axis + signed_rank : axis);
}

// NumPy's broadcast of two shapes: aligned at the last axis, extents equal or 1.
// Throws: ShapeError if they do not broadcast.
inline Shape broadcast_shape(std::string_view place, const Shape& a, const Shape& b) {
    if (a == b) { return a; }
    const std::size_t rank = std::max(a.size(), b.size());
    Shape result(rank, 1);
    for (std::size_t back = 1; back <= rank; ++back) {
        const std::size_t extent_a = back <= a.size() ? a[a.size() - back] : 1;
        const std::size_t extent_b = back <= b.size() ? b[b.size() - back] : 1;
        if (extent_a != extent_b && extent_a != 1 && extent_b != 1) {
            fail<ShapeError>(place, ": shapes ", a, " and ", b, " do not broadcast");
        }
        result[rank - back] = extent_a == 1 ? extent_b : extent_a;
    }
    return result;
}

}  // namespace nnlite::detail
