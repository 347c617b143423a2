#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>

#include "nnlite/core/rounded_product.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/preprocessing/columns.hpp"
#include "nnlite/preprocessing/min_max_scaler.hpp"

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
MinMaxScaler<T>::MinMaxScaler(MinMaxScalerOptions options) : options_(options) {
    detail::require_in_range("MinMaxScaler", options);
    if (!(options.low < options.high)) {
        fail<ValueError>("MinMaxScaler: expected low < high, got ", options.low, " and ",
                         options.high);
    }
}

template <std::floating_point T>
Tensor<T> MinMaxScaler<T>::transform(const Tensor<T>& data) const {
    return detail::map_columns(
        "MinMaxScaler: transform", data, columns_, [this](T x, std::size_t column) {
            return detail::rounded_product(x, scale.data()[column]) + offset.data()[column];
        });
}

template <std::floating_point T>
Tensor<T> MinMaxScaler<T>::inverse_transform(const Tensor<T>& data) const {
    return detail::map_columns("MinMaxScaler: inverse_transform", data, columns_,
                               [this](T y, std::size_t column) {
                                   return (y - offset.data()[column]) / scale.data()[column];
                               });
}

template <std::floating_point T>
MinMaxScaler<T>& MinMaxScaler<T>::fit(const Tensor<T>& data) {
    detail::check_fit("MinMaxScaler: fit", data);
    columns_ = data.shape()[1];
    data_min = full_tensor<T>({columns_}, std::numeric_limits<T>::max());
    data_max = full_tensor<T>({columns_}, std::numeric_limits<T>::lowest());
    scale = full_tensor<T>({columns_}, T(0));
    offset = full_tensor<T>({columns_}, T(0));
    for (std::size_t row = 0; row < data.shape()[0]; ++row) {
        const T* values = data.data() + row * columns_;
        for (std::size_t column = 0; column < columns_; ++column) {
            data_min.data()[column] = std::min(data_min.data()[column], values[column]);
            data_max.data()[column] = std::max(data_max.data()[column], values[column]);
        }
    }
    const T low = static_cast<T>(options_.low);
    const T width = static_cast<T>(options_.high - options_.low);
    for (std::size_t column = 0; column < columns_; ++column) {
        const T smallest = data_min.data()[column], largest = data_max.data()[column];
        // Halves, because the range itself may overflow T.
        const T half_range = largest / 2 - smallest / 2;
        const T size = std::min(T(1), std::max(std::abs(smallest), std::abs(largest)));
        const T rounding = 10 * std::numeric_limits<T>::epsilon() * size;
        const T wanted =
            std::isinf(largest - smallest) ? width / 2 / half_range : width / (largest - smallest);
        const bool constant = largest - smallest < rounding || !std::isfinite(wanted);
        scale.data()[column] = constant ? width : wanted;
        offset.data()[column] =
            low - detail::rounded_product(data_min.data()[column], scale.data()[column]);
    }
    return *this;
}

}  // namespace nnlite
