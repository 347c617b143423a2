#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "nnlite/core/count_of.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"

namespace nnlite {

/// Numbers of pixels along height and width; one number means both.
/// Throws: ValueError on negative ones.
struct Size2d {
    std::size_t height, width;
    Size2d(std::size_t both) : Size2d(both, both) {}  // NOLINT(google-explicit-constructor)
    Size2d(std::size_t rows, std::size_t columns)
        : height(detail::count_of("Size2d", "pixels", rows)),
          width(detail::count_of("Size2d", "pixels", columns)) {}
};

/// Zeros around an image: none (valid), as many as keep out = ceil(in / stride) with the odd one at
/// the bottom and right (same, as TensorFlow), or given.
/// Throws: ValueError on negative ones.
struct Padding {
    static Padding valid() { return Padding(0, 0, 0, 0); }
    static Padding same() {
        Padding padding(0, 0, 0, 0);
        padding.is_same = true;
        return padding;
    }
    Padding(std::size_t all)  // NOLINT(google-explicit-constructor)
        : Padding(all, all, all, all) {}
    Padding(std::size_t above, std::size_t below, std::size_t before, std::size_t after)
        : top(detail::count_of("Padding", "pixels", above)),
          bottom(detail::count_of("Padding", "pixels", below)),
          left(detail::count_of("Padding", "pixels", before)),
          right(detail::count_of("Padding", "pixels", after)) {}

    std::size_t top, bottom, left, right;
    bool is_same = false;
};

namespace detail {

// Zeros before and after an axis for "same" padding.
inline std::pair<std::size_t, std::size_t> same_padding(std::size_t extent, std::size_t reach,
                                                        std::size_t stride) {
    const std::size_t out = (extent + stride - 1) / stride;
    const std::size_t needed = (out - 1) * stride + reach;
    const std::size_t total = needed > extent ? needed - extent : 0;
    return {total / 2, total - total / 2};
}

inline Padding resolved(const Padding& padding, std::size_t height, std::size_t width, Size2d reach,
                        Size2d stride) {
    if (!padding.is_same || height == 0 || width == 0) { return padding; }
    const auto [top, bottom] = same_padding(height, reach.height, stride.height);
    const auto [left, right] = same_padding(width, reach.width, stride.width);
    return {top, bottom, left, right};
}

inline void require_images(std::string_view place, const Shape& x) {
    if (x.size() != 4) {
        fail<ShapeError>(place, ": expected input [batch, height, width, channels], got ", x);
    }
}

inline void require_pixels(std::string_view place, const Shape& x) {
    if (x[1] == 0 || x[2] == 0) {
        fail<ShapeError>(place, ": expected an image of at least 1 x 1 pixels, got ", x);
    }
}

inline void require_positive(std::string_view place, std::string_view what, Size2d size) {
    if (size.height == 0 || size.width == 0) {
        fail<ValueError>(place, ": expected ", what, " >= 1, got ", size.height, " x ", size.width);
    }
}

inline void require_reach(std::string_view place, const Padding& padding, std::size_t height,
                          std::size_t width, Size2d reach) {
    const std::size_t rows = height + padding.top + padding.bottom;
    const std::size_t columns = width + padding.left + padding.right;
    if (rows < reach.height || columns < reach.width) {
        fail<ShapeError>(place, ": expected an image of at least ", reach.height, " x ",
                         reach.width, " pixels, padding included, got ", rows, " x ", columns);
    }
}

inline void require_groups(std::string_view place, std::size_t groups, std::size_t count,
                           std::string_view what) {
    count_of(place, "groups", groups);
    if (groups == 0 || count % groups != 0) {
        fail<ValueError>(place, ": expected groups that divide ", count, " ", what, ", got ",
                         groups);
    }
}

}  // namespace detail

}  // namespace nnlite
