#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "nnlite/core/tensor.hpp"
#include "nnlite/minimize/vector_norm.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
double vector_norm(const Tensor<T>& x, double order) {
    const auto size = [](T element) { return std::abs(static_cast<double>(element)); };
    if (!std::isinf(order)) {
        const auto powers = [&](double unit) {
            double sum = 0;
            for (const T element : x) { sum += std::pow(size(element) / unit, order); }
            return sum;
        };
        const double sum = powers(1);
        if (!std::isnormal(sum)) {
            const double unit = vector_norm(x, std::numeric_limits<double>::infinity());
            if (std::isnormal(unit)) { return unit * std::pow(powers(unit), 1 / order); }
        }
        return std::pow(sum, 1 / order);
    }
    double result = size(x.data()[0]);
    for (const T element : x) {
        if (std::isnan(element)) { return size(element); }
        result = order > 0 ? std::max(result, size(element)) : std::min(result, size(element));
    }
    return result;
}

}  // namespace nnlite::detail
