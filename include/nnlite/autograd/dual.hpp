#pragma once

#include <type_traits>

#include "nnlite/core/simd.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// A number and its derivative with respect to one input; V is a Pack. A formula called with Duals
/// computes its value and its derivative (forward-mode differentiation).
template <class V>
struct Dual {
    V value;
    V derivative;

    friend Dual operator+(Dual a, Dual b) {
        return {a.value + b.value, a.derivative + b.derivative};
    }
    friend Dual operator+(Dual a, V b) { return {a.value + b, a.derivative}; }
    friend Dual operator+(V a, Dual b) { return {a + b.value, b.derivative}; }
    friend Dual operator-(Dual a, Dual b) {
        return {a.value - b.value, a.derivative - b.derivative};
    }
    friend Dual operator-(Dual a, V b) { return {a.value - b, a.derivative}; }
    friend Dual operator-(V a, Dual b) { return {a - b.value, -b.derivative}; }
    friend Dual operator-(Dual a) { return {-a.value, -a.derivative}; }
    friend Dual operator*(Dual a, Dual b) {
        return {a.value * b.value, a.derivative * b.value + a.value * b.derivative};
    }
    friend Dual operator*(Dual a, V b) { return {a.value * b, a.derivative * b}; }
    friend Dual operator*(V a, Dual b) { return {a * b.value, a * b.derivative}; }
    friend Dual operator/(Dual a, Dual b) {
        const V quotient = a.value / b.value;
        return {quotient, (a.derivative - quotient * b.derivative) / b.value};
    }
    friend Dual operator/(Dual a, V b) { return {a.value / b, a.derivative / b}; }
    friend Dual operator/(V a, Dual b) {
        const V quotient = a / b.value;
        return {quotient, -quotient * b.derivative / b.value};
    }

    friend auto operator<(Dual a, Dual b) { return a.value < b.value; }
    friend auto operator<(Dual a, V b) { return a.value < b; }
    friend auto operator<(V a, Dual b) { return a < b.value; }
    friend auto operator<=(Dual a, Dual b) { return a.value <= b.value; }
    friend auto operator<=(Dual a, V b) { return a.value <= b; }
    friend auto operator<=(V a, Dual b) { return a <= b.value; }
    friend auto operator>(Dual a, Dual b) { return a.value > b.value; }
    friend auto operator>(Dual a, V b) { return a.value > b; }
    friend auto operator>(V a, Dual b) { return a > b.value; }
    friend auto operator>=(Dual a, Dual b) { return a.value >= b.value; }
    friend auto operator>=(Dual a, V b) { return a.value >= b; }
    friend auto operator>=(V a, Dual b) { return a >= b.value; }
    friend auto operator==(Dual a, Dual b) { return a.value == b.value; }
    friend auto operator==(Dual a, V b) { return a.value == b; }
    friend auto operator!=(Dual a, Dual b) { return a.value != b.value; }
    friend auto operator!=(Dual a, V b) { return a.value != b; }
};

}  // namespace nnlite::kernels

namespace nnlite::inline NNLITE_ABI::detail {

using kernels::Dual;

template <class V>
Dual<V> to_dual(Dual<V> x, V) {
    return x;
}
template <class V, class X>
Dual<V> to_dual(X x, V) {
    return {V(x), V(0)};
}
template <class X>
inline constexpr bool is_number = false;  // a Pack or a Dual
template <class T>
inline constexpr bool is_number<Pack<T>> = true;
template <class V>
inline constexpr bool is_number<Dual<V>> = true;
template <class X>
inline constexpr bool is_dual = false;
template <class V>
inline constexpr bool is_dual<Dual<V>> = true;

template <class T>
Pack<T> value_of(Pack<T> x) {
    return x;
}
template <class V>
V value_of(Dual<V> x) {
    return x.value;
}
template <class T>
Pack<T> derivative_of(Pack<T>) {
    return Pack<T>(0);
}
template <class V>
V derivative_of(Dual<V> x) {
    return x.derivative;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// condition ? a : b, elementwise; a and b may be Packs, Duals or plain numbers.
template <class T, class A, class B>
requires(!std::is_same_v<A, Pack<T>> || !std::is_same_v<B, Pack<T>>) auto where(Mask<T> condition,
                                                                                A a, B b) {
    if constexpr (detail::is_dual<A> || detail::is_dual<B>) {
        const auto x = detail::to_dual(a, Pack<T>()), y = detail::to_dual(b, Pack<T>());
        return Dual<Pack<T>>{where(condition, x.value, y.value),
                             where(condition, x.derivative, y.derivative)};
    } else {
        return where(condition, Pack<T>(a), Pack<T>(b));
    }
}

/// The functions of formulas, with their derivatives.
template <class V>
__attribute__((always_inline)) inline Dual<V> exp(Dual<V> x) {
    const V y = exp(x.value);
    return {y, x.derivative * y};
}
template <class V>
__attribute__((always_inline)) inline Dual<V> expm1(Dual<V> x) {
    return {expm1(x.value), x.derivative * exp(x.value)};
}
template <class V>
Dual<V> log(Dual<V> x) {
    return {log(x.value), x.derivative / x.value};
}
template <class V>
Dual<V> log1p(Dual<V> x) {
    return {log1p(x.value), x.derivative / (x.value + 1)};
}
template <class V>
Dual<V> sqrt(Dual<V> x) {
    const V y = sqrt(x.value);
    return {y, x.derivative * 0.5 / y};
}
template <class V>
Dual<V> tanh(Dual<V> x) {
    const V y = tanh(x.value);
    return {y, x.derivative * (V(1) - y * y)};
}
template <class V>
Dual<V> erf(Dual<V> x) {
    return {erf(x.value), x.derivative * 1.1283791670955126 * exp(-x.value * x.value)};
}
template <class V>
Dual<V> sin(Dual<V> x) {
    return {sin(x.value), x.derivative * cos(x.value)};
}
template <class V>
Dual<V> cos(Dual<V> x) {
    return {cos(x.value), -x.derivative * sin(x.value)};
}
/// |x|; its derivative at 0 is 0.
template <class V>
Dual<V> abs(Dual<V> x) {
    const V slope = where(x.value > 0, V(1), where(x.value < 0, V(-1), x.value));
    return {abs(x.value), x.derivative * slope};
}
/// x^y for a constant y; an integer y with |y| <= 16 is computed by products, exact for negative x
/// too.
template <class V, class N>
requires(std::is_arithmetic_v<N>&& detail::is_number<V>) auto pow(V x, N y) {
    if constexpr (detail::is_dual<V>) {
        using P = decltype(x.value);
        if (y == 0) { return Dual<P>{P(1), P(0)}; }
        return Dual<P>{pow(x.value, y), x.derivative * y * pow(x.value, y - 1)};
    } else {
        const int whole = y >= -16 && y <= 16 ? static_cast<int>(y) : 17;
        if (N(whole) != y) { return pow(x, V(y)); }
        V result(1), factor = x;
        for (int rest = whole < 0 ? -whole : whole; rest > 0; rest /= 2) {
            if (rest % 2 != 0) { result *= factor; }
            factor *= factor;
        }
        return whole < 0 ? V(1) / result : result;
    }
}
template <class V>
Dual<V> pow(Dual<V> x, V y) {
    // x^0 has derivative 0, though 0^-1 is infinite.
    return {pow(x.value, y), where(y == 0, V(0), x.derivative * y * pow(x.value, y - 1))};
}
template <class V>
Dual<V> pow(V x, Dual<V> y) {
    const V power = pow(x, y.value);
    // 0^y has derivative 0 for y >= 0, though log(0) is infinite.
    const auto still = power == 0 || (x == 0 && y.value == 0);
    return {power, where(still, V(0), y.derivative * power * log(x))};
}
template <class V>
Dual<V> pow(Dual<V> x, Dual<V> y) {
    return {pow(x.value, y.value), pow(x, y.value).derivative + pow(x.value, y).derivative};
}

/// 1 / (1 + exp(-x)).
template <class T>
__attribute__((always_inline)) inline Pack<T> sigmoid(Pack<T> x) {
    return Pack<T>(1) / (Pack<T>(1) + exp(-x));
}
template <class V>
__attribute__((always_inline)) inline Dual<V> sigmoid(Dual<V> x) {
    const V y = sigmoid(x.value);
    return {y, x.derivative * y * (V(1) - y)};
}

template <class T, class N>
requires std::is_arithmetic_v<N> Pack<T> max(Pack<T> a, N b) { return max(a, Pack<T>(b)); }
template <class T, class N>
requires std::is_arithmetic_v<N> Pack<T> max(N a, Pack<T> b) { return max(Pack<T>(a), b); }
template <class T, class N>
requires std::is_arithmetic_v<N> Pack<T> min(Pack<T> a, N b) { return min(a, Pack<T>(b)); }
template <class T, class N>
requires std::is_arithmetic_v<N> Pack<T> min(N a, Pack<T> b) { return min(Pack<T>(a), b); }

/// The larger or smaller of two; if they are equal, each gets half of the derivative.
template <class A, class B>
requires(detail::is_dual<A> || detail::is_dual<B>) auto max(A a, B b) {
    return where(a > b, a, where(b > a, b, (a + b) * 0.5));
}
template <class A, class B>
requires(detail::is_dual<A> || detail::is_dual<B>) auto min(A a, B b) {
    return where(a < b, a, where(b < a, b, (a + b) * 0.5));
}

}  // namespace nnlite::kernels
