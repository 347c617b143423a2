#pragma once

#include "nnlite/layers/option_fields.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/layers/upsample_nearest2d.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape UpsampleNearest2d<T>::build(const Shape& input, Generator&) {
    detail::require_image("UpsampleNearest2d", input);
    detail::require_positive("UpsampleNearest2d", "scale", scale_);
    return {input[0] * scale_.height, input[1] * scale_.width, input[2]};
}

}  // namespace nnlite
