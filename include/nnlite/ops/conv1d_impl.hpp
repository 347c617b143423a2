#pragma once

#include <string_view>
#include <type_traits>

#include "nnlite/core/count_of.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/ops/conv1d.hpp"
#include "nnlite/ops/conv2d.hpp"
#include "nnlite/ops/sequence_size.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE Conv2dFunctionOptions of_height_one(const Conv1dFunctionOptions& options) {
    return {.stride = {1, count_of("conv1d", "time steps of stride", options.stride)},
            .padding = options.padding,
            .dilation = {1, count_of("conv1d", "time steps of dilation", options.dilation)},
            .groups = options.groups,
            .relu = options.relu};
}

NNLITE_INLINE kernels::Conv2dShape conv1d_shape(std::string_view place, const Shape& x,
                                                const Shape& w,
                                                const Conv1dFunctionOptions& options) {
    if (w.size() != 3 || element_count(w) == 0) {
        fail<ShapeError>(place, ": expected kernels [size, in / groups, out], got ", w);
    }
    count_of(place, "time steps of dilation", options.dilation);
    if (options.dilation == 0) { fail<ValueError>(place, ": expected dilation >= 1, got 0"); }
    require_groups(place, options.groups, w[2], "filters");
    require_window1d(place, x, options.dilation * (w[0] - 1) + 1, options.stride, options.padding);
    if (const std::size_t in = w[1] * options.groups; x[2] != in) {
        fail<ShapeError>(place, ": expected input [batch, time, ", in, "], got ", x);
    }
    return conv2d_shape(place, {x[0], 1, x[1], x[2]}, {1, w[0], w[1], w[2]},
                        of_height_one(options));
}

template <class T>
Variable<T> conv1d(const Variable<T>& x, const Variable<T>& weight, const Variable<T>* bias,
                   const Conv1dFunctionOptions& options) {
    const char* name = "conv1d";
    return convolution(name, conv1d_shape(name, x.shape(), weight.shape(), options), x, weight,
                       bias, of_height_one(options), false);
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> conv1d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   const std::type_identity_t<Variable<T>>& bias,
                   const detail::Conv1dFunctionOptions& options) {
    return detail::conv1d<T>(x, weight, &bias, options);
}

template <class T>
Variable<T> conv1d(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   const detail::Conv1dFunctionOptions& options) {
    return detail::conv1d<T>(x, weight, nullptr, options);
}

}  // namespace nnlite
