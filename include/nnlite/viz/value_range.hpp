#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

// The values of the first and the last colour.
struct ValueRange {
    double low, high;

    // Scales the range to 0 to 1. Computed with halves, whose difference cannot overflow.
    double share(double value) const {
        if (low >= high) { return value > high ? 1 : 0; }
        return (value / 2 - low / 2) / (high / 2 - low / 2);
    }
};

// The range of the finite values among value(0) ... value(count - 1); from 0 to 0 without any.
template <class Value>
ValueRange finite_range(std::size_t count, Value&& value) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    ValueRange range{infinity, -infinity};
    for (std::size_t i = 0; i < count; ++i) {
        const double number = value(i);
        if (!std::isfinite(number)) { continue; }
        range = {std::min(range.low, number), std::max(range.high, number)};
    }
    return range.low <= range.high ? range : ValueRange{0, 0};
}

template <class T>
ValueRange range_of(const Tensor<T>& values, std::optional<double> low,
                    std::optional<double> high) {
    const T* const first = values.data();
    const ValueRange range = finite_range(
        values.size(), [first](std::size_t i) { return static_cast<double>(first[i]); });
    return {low.value_or(range.low), high.value_or(range.high)};
}

inline void check_limits(std::string_view place, std::optional<double> low,
                         std::optional<double> high) {
    if (low && high && *low > *high) {
        fail<ValueError>(place, ": expected low <= high, got ", *low, " and ", *high);
    }
}

}  // namespace nnlite::viz::detail
