#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>

#include "nnlite/core/tensor.hpp"
#include "nnlite/preprocessing/columns.hpp"
#include "nnlite/preprocessing/standard_scaler.hpp"

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
Tensor<T> StandardScaler<T>::transform(const Tensor<T>& data) const {
    return detail::map_columns(
        "StandardScaler: transform", data, columns_, [this](T x, std::size_t column) {
            const double from = mean.data()[column], unit = scale.data()[column];
            const T centred = static_cast<T>(x - from);
            if (std::isinf(centred)) { return T(x / unit - from / unit); }
            return static_cast<T>(centred / unit);
        });
}

template <std::floating_point T>
Tensor<T> StandardScaler<T>::inverse_transform(const Tensor<T>& data) const {
    return detail::map_columns("StandardScaler: inverse_transform", data, columns_,
                               [this](T y, std::size_t column) {
                                   const T scaled = static_cast<T>(y * scale.data()[column]);
                                   return static_cast<T>(scaled + mean.data()[column]);
                               });
}

template <std::floating_point T>
Tensor<double> StandardScaler<T>::units(const Tensor<T>& data) {
    const std::size_t columns = data.shape()[1];
    Tensor<double> result = full_tensor<double>({columns}, 0.0);
    for (std::size_t i = 0; i < data.size(); ++i) {
        double& largest = result.data()[i % columns];
        largest = std::max(largest, std::abs(static_cast<double>(data.data()[i])));
    }
    for (double& unit : result) {
        unit = unit == 0 || (unit > 1e-140 && unit < 1e140) ? 1 : std::exp2(std::ilogb(unit));
    }
    return result;
}

template <std::floating_point T>
StandardScaler<T>& StandardScaler<T>::fit(const Tensor<T>& data) {
    detail::check_fit("StandardScaler: fit", data);
    columns_ = data.shape()[1];
    const std::size_t rows = data.shape()[0];
    const double count = static_cast<double>(rows);
    mean = full_tensor<double>({columns_}, 0.0);
    variance = full_tensor<double>({columns_}, 0.0);
    scale = full_tensor<double>({columns_}, 0.0);
    Tensor<double> correction = full_tensor<double>({columns_}, 0.0);
    const Tensor<double> unit = units(data);
    for (std::size_t row = 0; row < rows; ++row) {
        const T* values = data.data() + row * columns_;
        for (std::size_t column = 0; column < columns_; ++column) {
            mean.data()[column] += static_cast<double>(values[column]) / unit.data()[column];
        }
    }
    for (double& value : mean) { value /= count; }
    for (std::size_t row = 0; row < rows; ++row) {
        const T* values = data.data() + row * columns_;
        for (std::size_t column = 0; column < columns_; ++column) {
            const double value = static_cast<double>(values[column]) / unit.data()[column];
            const double distance = value - mean.data()[column];
            correction.data()[column] += distance;
            variance.data()[column] += distance * distance;
        }
    }
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    for (std::size_t column = 0; column < columns_; ++column) {
        const double rest = correction.data()[column];
        double& spread = variance.data()[column];
        spread = (spread - rest * rest / count) / count;
        // A constant column with a rounded mean: its variance is not exactly 0.
        const double rounding = count * mean.data()[column] * epsilon;
        const bool constant = spread <= count * epsilon * spread + rounding * rounding;
        scale.data()[column] = constant ? 1.0 : std::sqrt(spread) * unit.data()[column];
        mean.data()[column] *= unit.data()[column];
        spread *= unit.data()[column] * unit.data()[column];
    }
    return *this;
}

}  // namespace nnlite
