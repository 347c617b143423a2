#pragma once

#include <string_view>

#include "nnlite/ops/image_size.hpp"
#include "nnlite/ops/slice.hpp"

namespace nnlite {

namespace detail {

inline void require_given(std::string_view place, const Padding& padding) {
    if (padding.is_same) {
        fail<ValueError>(place, ": expected a number of zeros at each side, got same padding");
    }
}

}  // namespace detail

/// Images in a frame of zeros.
/// Shapes: [batch, height, width, channels] -> [batch, top + height + bottom, left + width + right,
/// channels].
/// Throws: ShapeError for other axes; ValueError on same padding, which needs a window.
template <class T>
Variable<T> zero_pad2d(const Variable<T>& x, const Padding& padding) {
    detail::require_images("zero_pad2d", x.shape());
    detail::require_given("zero_pad2d", padding);
    return pad(pad(x, 1, padding.top, padding.bottom), 2, padding.left, padding.right);
}

}  // namespace nnlite
