#pragma once

#include "nnlite/core/inline.hpp"
#include "nnlite/kernels/pool2d.hpp"
#include "nnlite/layers/pool1d.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/pool1d.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE Shape pool1d_build(const char* place, const Shape& input, std::size_t size,
                                 const Pool1dOptions& options) {
    require_sequence(place, input);
    return {pool1d_shape(place, {1, input[0], input[1]}, size, options).out_width(), input[1]};
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape GlobalAveragePool1d<T>::build(const Shape& input, Generator&) {
    detail::require_sequence("GlobalAveragePool1d", input);
    return {input[1]};
}

}  // namespace nnlite
