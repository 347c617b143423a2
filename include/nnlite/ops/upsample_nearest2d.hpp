#pragma once

#include "nnlite/autograd/variable.hpp"
#include "nnlite/ops/image_size.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Images enlarged by integer factors, each pixel repeated.
/// Shapes: [batch, height, width, channels] -> [batch, scale height, scale width, channels].
/// Throws: ShapeError for other axes; ValueError on a scale of 0.
/// Elsewhere: torch.nn.functional.interpolate(mode="nearest");
/// keras.ops.image.resize(interpolation="nearest").
template <class T>
Variable<T> upsample_nearest2d(const Variable<T>& x, Size2d scale);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/upsample_nearest2d_impl.hpp"
#endif
