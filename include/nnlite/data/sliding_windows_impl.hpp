#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/core/count_of.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/sliding_windows.hpp"

namespace nnlite::inline NNLITE_ABI {

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

}  // namespace nnlite
