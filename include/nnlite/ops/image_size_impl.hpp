#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "nnlite/core/count_of.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/ops/image_size.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE Padding Padding::same() {
    Padding padding(0, 0, 0, 0);
    padding.is_same = true;
    return padding;
}

}  // namespace nnlite

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE std::pair<std::size_t, std::size_t> same_padding(std::size_t extent,
                                                               std::size_t reach,
                                                               std::size_t stride) {
    const std::size_t out = (extent + stride - 1) / stride;
    const std::size_t needed = (out - 1) * stride + reach;
    const std::size_t total = needed > extent ? needed - extent : 0;
    return {total / 2, total - total / 2};
}

NNLITE_INLINE Padding resolved(const Padding& padding, std::size_t height, std::size_t width,
                               Size2d reach, Size2d stride) {
    if (!padding.is_same || height == 0 || width == 0) { return padding; }
    const auto [top, bottom] = same_padding(height, reach.height, stride.height);
    const auto [left, right] = same_padding(width, reach.width, stride.width);
    return {top, bottom, left, right};
}

NNLITE_INLINE void require_images(std::string_view place, const Shape& x) {
    if (x.size() != 4) {
        fail<ShapeError>(place, ": expected input [batch, height, width, channels], got ", x);
    }
}

NNLITE_INLINE void require_pixels(std::string_view place, const Shape& x) {
    if (x[1] == 0 || x[2] == 0) {
        fail<ShapeError>(place, ": expected an image of at least 1 x 1 pixels, got ", x);
    }
}

NNLITE_INLINE void require_positive(std::string_view place, std::string_view what, Size2d size) {
    if (size.height == 0 || size.width == 0) {
        fail<ValueError>(place, ": expected ", what, " >= 1, got ", size.height, " x ", size.width);
    }
}

NNLITE_INLINE void require_reach(std::string_view place, const Padding& padding, std::size_t height,
                                 std::size_t width, Size2d reach) {
    const std::size_t rows = height + padding.top + padding.bottom;
    const std::size_t columns = width + padding.left + padding.right;
    if (rows < reach.height || columns < reach.width) {
        fail<ShapeError>(place, ": expected an image of at least ", reach.height, " x ",
                         reach.width, " pixels, padding included, got ", rows, " x ", columns);
    }
}

NNLITE_INLINE void require_groups(std::string_view place, std::size_t groups, std::size_t count,
                                  std::string_view what) {
    count_of(place, "groups", groups);
    if (groups == 0 || count % groups != 0) {
        fail<ValueError>(place, ": expected groups that divide ", count, " ", what, ", got ",
                         groups);
    }
}

}  // namespace nnlite::detail
