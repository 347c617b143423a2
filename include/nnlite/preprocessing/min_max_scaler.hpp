#pragma once

#include <concepts>
#include <cstddef>

#include "nnlite/core/tensor.hpp"
#include "nnlite/fields/fields.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The target range of a MinMaxScaler.
struct MinMaxScalerOptions {
    double low = 0;
    double high = 1;

    static constexpr auto fields() {
        return field_list(Field("low", &MinMaxScalerOptions::low),
                          Field("high", &MinMaxScalerOptions::high));
    }
};

/// y = x scale + offset for each column, so that its smallest value becomes `low` and its largest
/// `high`. A constant column is only shifted, to `low`; so is one whose range is below 10 epsilon
/// times the smaller of 1 and its largest magnitude, or too small for `scale` to be finite.
/// Shapes: data [rows, columns]; data_min, data_max, scale, offset [columns].
/// Throws: ShapeError if data has another rank or column count; ValueError if there is no data, a
/// value is infinite (in fit() also NaN), fit() was not called, or not low < high.
/// Source: scikit-learn's MinMaxScaler; `offset` is its min_. Its fit() ignores NaN.
/// Elsewhere: sklearn.preprocessing.MinMaxScaler.
template <std::floating_point T = float>
class MinMaxScaler {
   public:
    Tensor<T> data_min;
    Tensor<T> data_max;
    Tensor<T> scale;
    Tensor<T> offset;

    explicit MinMaxScaler(MinMaxScalerOptions options = {});

    MinMaxScaler& fit(const Tensor<T>& data);

    Tensor<T> transform(const Tensor<T>& data) const;

    Tensor<T> fit_transform(const Tensor<T>& data) { return fit(data).transform(data); }

    /// x = (y - offset) / scale.
    Tensor<T> inverse_transform(const Tensor<T>& data) const;

   private:
    MinMaxScalerOptions options_;
    std::size_t columns_ = 0;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/preprocessing/min_max_scaler_impl.hpp"
#endif
