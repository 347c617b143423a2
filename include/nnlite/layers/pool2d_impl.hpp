#pragma once

#include "nnlite/core/inline.hpp"
#include "nnlite/kernels/pool2d.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/pool2d.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE Shape pool2d_build(const char* place, const Shape& input, Size2d size,
                                 const Pool2dOptions& options) {
    require_image(place, input);
    const auto s = pool2d_shape(place, {1, input[0], input[1], input[2]}, size, options);
    return {s.out_height(), s.out_width(), input[2]};
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape GlobalAveragePool2d<T>::build(const Shape& input, Generator&) {
    detail::require_image("GlobalAveragePool2d", input);
    return {input[2]};
}

}  // namespace nnlite
