#pragma once

#include <string_view>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/ops/image_size.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

void require_given(std::string_view place, const Padding& padding);

}  // namespace detail

/// Images in a frame of zeros.
/// Shapes: [batch, height, width, channels] -> [batch, top + height + bottom, left + width + right,
/// channels].
/// Throws: ShapeError for other axes; ValueError on same padding, which needs a window.
/// Elsewhere: torch.nn.functional.pad; keras.ops.pad.
template <class T>
Variable<T> zero_pad2d(const Variable<T>& x, const Padding& padding);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/zero_pad2d_impl.hpp"
#endif
