#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/count_of.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite {

/// What sliding_windows() gives: samples for a network that forecasts.
template <class T = float>
struct SlidingWindows {
    Tensor<T> inputs;
    Tensor<T> targets;
};

/// Every `length` rows in a row of a time series, and the row that comes next: inputs[i] =
/// series[i] ... series[i + length - 1], targets[i] = series[i + length].
/// Shapes: series [time, features] -> inputs [time - length, length, features], targets [time -
/// length, features]; a series [time] has one feature.
/// Throws: ShapeError if the series has another rank; ValueError unless 1 <= length < time.
template <class T>
SlidingWindows<T> sliding_windows(const Tensor<T>& series, std::size_t length) {
    const Shape& shape = series.shape();
    if (shape.size() != 1 && shape.size() != 2) {
        fail<ShapeError>("sliding_windows: expected a series [time] or [time, features], got ",
                         shape);
    }
    detail::count_of("sliding_windows", "rows of a window", length);
    const std::size_t time = shape[0], features = shape.size() == 2 ? shape[1] : 1;
    if (length == 0 || length >= time) {
        fail<ValueError>("sliding_windows: expected a length from 1 to below ", time,
                         " rows of the series, got ", length);
    }
    SlidingWindows<T> result{empty_tensor<T>({time - length, length, features}),
                             empty_tensor<T>({time - length, features})};
    const T* const rows = series.data();
    for (std::size_t i = 0; i < time - length; ++i) {
        std::copy_n(rows + i * features, length * features,
                    result.inputs.data() + i * length * features);
    }
    std::copy(rows + length * features, rows + time * features, result.targets.data());
    return result;
}
template <detail::OtherArray E>
auto sliding_windows(const E& series, std::size_t length) {
    return sliding_windows(detail::tensor_from(series), length);
}

}  // namespace nnlite
