#pragma once

#include <string_view>

#include "nnlite/core/count_of.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/kernels/pool2d.hpp"
#include "nnlite/ops/pool1d.hpp"
#include "nnlite/ops/pool2d.hpp"
#include "nnlite/ops/sequence_size.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE kernels::Pool2dShape pool1d_shape(std::string_view place, const Shape& x,
                                                std::size_t size, const Pool1dOptions& options) {
    count_of(place, "time steps of a window", size);
    if (size == 0) { fail<ValueError>(place, ": expected size >= 1, got 0"); }
    const std::size_t stride = options.stride.value_or(size);
    require_window1d(place, x, size, stride, options.padding);
    return pool2d_shape(place, {x[0], 1, x[1], x[2]}, {1, size},
                        {.stride = Size2d(1, stride), .padding = options.padding});
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> max_pool1d(const Variable<T>& x, std::size_t size, const Pool1dOptions& options) {
    const char* name = "max_pool1d";
    return detail::max_pool(name, detail::pool1d_shape(name, x.shape(), size, options), x);
}

template <class T>
Variable<T> avg_pool1d(const Variable<T>& x, std::size_t size, const Pool1dOptions& options) {
    const char* name = "avg_pool1d";
    return detail::avg_pool(name, detail::pool1d_shape(name, x.shape(), size, options), x);
}

}  // namespace nnlite
