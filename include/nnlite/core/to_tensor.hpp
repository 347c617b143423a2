#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nnlite/core/error.hpp"
#include "nnlite/core/represents.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Whether T can hold every value of type From, exactly or rounded.
template <class T, class From>
inline constexpr bool always_fits =
    std::numeric_limits<From>::digits <=
    std::numeric_limits<T>::digits&& std::numeric_limits<From>::max_exponent <=
    std::numeric_limits<T>::max_exponent;

// An xtensor expression as a Tensor<T>: a Tensor<T> is passed on, floating-point values are
// rounded.
// Throws: ValueError if an integer would be rounded or a value become infinite.
template <std::floating_point T, class E>
Tensor<T> to_tensor(std::string_view place, E&& expression) {
    using Number = typename std::remove_cvref_t<E>::value_type;
    if constexpr (always_fits<T, Number>) {
        return Tensor<T>(std::forward<E>(expression));
    } else {
        const Tensor<Number> from(std::forward<E>(expression));
        Tensor<T> result = empty_tensor<T>(from.shape());
        for (std::size_t i = 0; i < from.size(); ++i) {
            const Number number = from.data()[i];
            const T rounded = result.data()[i] = static_cast<T>(number);
            bool fits = represents<T>(number, false);
            if constexpr (std::floating_point<Number>) {
                fits = std::isfinite(rounded) || !std::isfinite(number);
            }
            if (!fits) {
                fail<ValueError>(place, ": expected values that ",
                                 std::same_as<T, float> ? "float" : "double", " can hold, got ",
                                 number, " at position ", i);
            }
        }
        return result;
    }
}

}  // namespace nnlite::detail
