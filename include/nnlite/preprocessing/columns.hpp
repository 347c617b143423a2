#pragma once

#include <cmath>
#include <cstddef>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Throws at the first value that `accepted` rejects.
template <class T, class F>
void check_numbers(std::string_view place, const Tensor<T>& data, F&& accepted) {
    for (std::size_t i = 0; i < data.size(); ++i) {
        const T x = data.data()[i];
        if (accepted(x)) { continue; }
        const std::size_t columns = data.shape()[1];
        fail<ValueError>(place, ": expected finite numbers, got ",
                         std::isnan(x) ? "NaN" : "an infinity", " at row ", i / columns,
                         ", column ", i % columns);
    }
}

// Checks the data for fitting a scaler: finite values [rows, columns], at least one row.
template <class T>
void check_fit(std::string_view place, const Tensor<T>& data);

// y = f(x, column) for data with the number of columns that the scaler was fitted to. NaN stays
// NaN.
template <class T, class F>
Tensor<T> map_columns(std::string_view place, const Tensor<T>& data, std::size_t columns, F&& f) {
    if (columns == 0) { fail<ValueError>(place, ": expected fit() to be called first"); }
    const Shape& shape = data.shape();
    if (shape.size() != 2 || shape[1] != columns) {
        fail<ShapeError>(place, ": expected [rows, ", columns, "], got ", shape);
    }
    check_numbers(place, data, [](T x) { return !std::isinf(x); });
    auto result = empty_tensor<T>(shape);
    const std::size_t grain = (std::size_t{1} << 14) / columns + 1;
    parallel_for(shape[0], grain, [&](std::size_t first, std::size_t last) {
        for (std::size_t row = first; row < last; ++row) {
            const T* from = data.data() + row * columns;
            T* to = result.data() + row * columns;
            for (std::size_t column = 0; column < columns; ++column) {
                to[column] = f(from[column], column);
            }
        }
    });
    return result;
}

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/preprocessing/columns_impl.hpp"
#endif
