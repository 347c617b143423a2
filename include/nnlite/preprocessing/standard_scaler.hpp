#pragma once

#include <concepts>
#include <cstddef>

#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// y = (x - mean) / scale for each column, where scale is the standard deviation (divided by n, not
/// n - 1), or 1 for a constant column. `variance` is infinite or 0 if it is out of the range of
/// double.
/// Shapes: data [rows, columns]; mean, variance, scale [columns].
/// Throws: ShapeError if data has another rank or column count; ValueError if there is no data, a
/// value is infinite (in fit() also NaN), or fit() was not called.
/// Source: scikit-learn's StandardScaler; sums in double in the same order. Its fit() ignores NaN.
/// Elsewhere: keras.layers.Normalization; sklearn.preprocessing.StandardScaler.
template <std::floating_point T = float>
class StandardScaler {
   public:
    Tensor<double> mean;
    Tensor<double> variance;
    Tensor<double> scale;

    StandardScaler& fit(const Tensor<T>& data);

    Tensor<T> transform(const Tensor<T>& data) const;

    Tensor<T> fit_transform(const Tensor<T>& data) { return fit(data).transform(data); }

    /// x = y scale + mean.
    Tensor<T> inverse_transform(const Tensor<T>& data) const;

   private:
    // The unit for computing each column: 1, or a power of 2 near its largest value if squares
    // would be out of the range of double.
    static Tensor<double> units(const Tensor<T>& data);

    std::size_t columns_ = 0;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/preprocessing/standard_scaler_impl.hpp"
#endif
