#pragma once

#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Whether T can hold a file's value: exactly or, if rounding is allowed, approximately.
template <class T, class From>
bool represents(From value, bool rounding) {
    if constexpr (std::is_floating_point_v<T> && std::is_floating_point_v<From>) {
        return rounding || std::isnan(value) || static_cast<From>(static_cast<T>(value)) == value;
    } else if constexpr (std::is_floating_point_v<T>) {
        auto magnitude = static_cast<std::make_unsigned_t<From>>(value);
        if (value < 0) { magnitude = static_cast<decltype(magnitude)>(0 - magnitude); }
        const int digits = static_cast<int>(std::bit_width(magnitude));
        return rounding || digits - std::countr_zero(magnitude) <= std::numeric_limits<T>::digits;
    } else if constexpr (std::is_floating_point_v<From>) {
        return value >= static_cast<From>(std::numeric_limits<T>::min()) &&
               value < std::ldexp(From(1), std::numeric_limits<T>::digits) &&
               value == std::trunc(value);
    } else if constexpr (std::is_same_v<T, bool>) {
        return value == 0 || value == 1;
    } else {
        return std::in_range<T>(value);
    }
}

}  // namespace nnlite::detail
