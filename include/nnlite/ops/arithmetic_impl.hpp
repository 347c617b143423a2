#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/formulas.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
struct PassGradient {
    Tensor<T> operator()(const Tensor<T>& dy) const { return dy; }
};

// dx = f(dy, saved).
template <class T, class F>
struct CombineSaved {
    Saved<T> saved;
    Tensor<T> operator()(const Tensor<T>& dy) const {
        return map<T>(F{}, dy.shape(), dy, saved.value());
    }
};

template <class T, class F>
Tensor<T> map_pair(const char* place, F f, const Variable<T>& a, const Variable<T>& b) {
    return map<T>(f, broadcast_shape(place, a.shape(), b.shape()), a.value(), b.value());
}

template <class T>
Variable<T> add(const Variable<T>& a, const Variable<T>& b) {
    return make_operation<T>("operator +", map_pair("operator +", Add{}, a, b), {a, b},
                             PassGradient<T>{}, PassGradient<T>{});
}

template <class T>
Variable<T> subtract(const Variable<T>& a, const Variable<T>& b) {
    return make_operation<T>("operator -", map_pair("operator -", Subtract{}, a, b), {a, b},
                             PassGradient<T>{}, ScaleGradient<T>{T(-1)});
}

template <class T>
Variable<T> multiply(const Variable<T>& a, const Variable<T>& b) {
    using Rule = CombineSaved<T, Multiply>;
    return make_operation<T>("operator *", map_pair("operator *", Multiply{}, a, b), {a, b},
                             Rule{Saved<T>(b)}, Rule{Saved<T>(a)});
}

template <class T>
Variable<T> divide(const Variable<T>& a, const Variable<T>& b) {
    const Saved<T> divisor(b);
    const auto of_divisor = [divisor](const Tensor<T>& dy, const Tensor<T>& y) {
        return map<T>([](auto slope, auto quotient, auto x) { return -slope * quotient / x; },
                      dy.shape(), dy, y, divisor.value());
    };
    return make_operation<T>("operator /", map_pair("operator /", Divide{}, a, b), {a, b},
                             CombineSaved<T, Divide>{divisor}, of_divisor);
}

template <class T>
Variable<T> power(const Variable<T>& x, const Variable<T>& y) {
    return elementwise_operation<T>("pow", Power{}, x, y);
}

template <class T>
Variable<T> constant_power(const Variable<T>& x, T y) {
    return elementwise_operation<T>("pow", ConstantPower<T>{y}, x);
}

template <class T>
Variable<T> maximum(const Variable<T>& a, const Variable<T>& b) {
    return elementwise_operation<T>("maximum", Maximum{}, a, b);
}

template <class T>
Variable<T> minimum(const Variable<T>& a, const Variable<T>& b) {
    return elementwise_operation<T>("minimum", Minimum{}, a, b);
}

// dx = dy where the mask is (or is not) zero, 0 elsewhere.
template <class T>
struct SelectGradient {
    Variable<T> mask;
    bool if_zero;
    Tensor<T> operator()(const Tensor<T>& dy) const {
        return map<T>(
            [z = if_zero](auto slope, auto m) {
                return z ? where(m == 0, slope, 0) : where(m == 0, 0, slope);
            },
            dy.shape(), dy, mask.value());
    }
};

template <class T>
Variable<T> select(const Variable<T>& mask, const Variable<T>& a, const Variable<T>& b) {
    const Shape pair = broadcast_shape("where", a.shape(), b.shape());
    const Shape shape = broadcast_shape("where", mask.shape(), pair);
    Tensor<T> value = map<T>([](auto m, auto x, auto y) { return where(m == 0, y, x); }, shape,
                             mask.value(), a.value(), b.value());
    return make_operation<T>("where", std::move(value), {a, b}, SelectGradient<T>{mask, false},
                             SelectGradient<T>{mask, true});
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> operator-(const Variable<T>& x) {
    const detail::ScaleGradient<T> negate{T(-1)};
    return make_operation<T>("operator -", negate(x.value()), {x}, negate);
}

template <class T>
Variable<T> exp(const Variable<T>& x) {
    return detail::map_by_result(
        "exp", x, [](auto v) { return exp(v); }, detail::Multiply{});
}

template <class T>
Variable<T> expm1(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "expm1", [](auto v) { return expm1(v); }, x);
}

template <class T>
Variable<T> log(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "log", [](auto v) { return log(v); }, x);
}

template <class T>
Variable<T> log1p(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "log1p", [](auto v) { return log1p(v); }, x);
}

template <class T>
Variable<T> sqrt(const Variable<T>& x) {
    const auto slope = [](auto dy, auto y) { return dy * 0.5 / y; };
    return detail::map_by_result(
        "sqrt", x, [](auto v) { return sqrt(v); }, slope);
}

template <class T>
Variable<T> square(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "square", [](auto v) { return v * v; }, x);
}

template <class T>
Variable<T> abs(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "abs", [](auto v) { return abs(v); }, x);
}

template <class T>
Variable<T> sin(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "sin", [](auto v) { return sin(v); }, x);
}

template <class T>
Variable<T> cos(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "cos", [](auto v) { return cos(v); }, x);
}

template <class T>
Variable<T> erf(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "erf", [](auto v) { return erf(v); }, x);
}

template <class T>
Variable<T> clip(const Variable<T>& x, std::type_identity_t<T> low, std::type_identity_t<T> high) {
    if (!(low <= high)) {
        fail<ValueError>("clip: expected low <= high, got ", low, " and ", high);
    }
    return detail::elementwise_operation<T>("clip", detail::Clip<T>{low, high}, x);
}

}  // namespace nnlite
