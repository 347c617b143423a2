#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/layers/sample_shape.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void require_sample(std::string_view place, std::size_t rank, std::string_view axes,
                                  const Shape& sample, std::optional<std::size_t> in) {
    if (sample.size() == rank && (!in || sample.back() == *in)) { return; }
    fail<ShapeError>(place, ": expected input [batch, ", axes, in ? text_of(*in) : "channels",
                     "], got [batch", sample.empty() ? "" : ", ", text_of(sample).substr(1));
}

NNLITE_INLINE void require_image(std::string_view place, const Shape& sample,
                                 std::optional<std::size_t> in) {
    require_sample(place, 3, "height, width, ", sample, in);
}

NNLITE_INLINE void require_sequence(std::string_view place, const Shape& sample,
                                    std::optional<std::size_t> in) {
    require_sample(place, 2, "time, ", sample, in);
}

}  // namespace nnlite::detail
