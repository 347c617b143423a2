#pragma once

#include <cstddef>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The result of sliding_windows(): samples for a forecasting network.
template <class T = float>
struct SlidingWindows {
    Tensor<T> inputs;
    Tensor<T> targets;
};

/// Every window of `length` consecutive rows of a time series, and the row after it: inputs[i] =
/// series[i] ... series[i + length - 1], targets[i] = series[i + length].
/// Shapes: series [time, features] -> inputs [time - length, length, features], targets [time -
/// length, features]; a series [time] has one feature.
/// Throws: ShapeError if the series has another rank; ValueError unless 1 <= length < time.
template <class T>
SlidingWindows<T> sliding_windows(const Tensor<T>& series, std::size_t length);
template <detail::OtherArray E>
auto sliding_windows(const E& series, std::size_t length) {
    return sliding_windows(detail::tensor_from(series), length);
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/sliding_windows_impl.hpp"
#endif
