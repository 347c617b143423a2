#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "nnlite/autograd/elementwise.hpp"

namespace nnlite {

namespace detail {

template <class X>
struct ScalarOf {};
template <class T>
struct ScalarOf<Variable<T>> {
    using type = T;
};
template <class X>
concept IsVariable = requires {
    typename ScalarOf<std::remove_cvref_t<X>>::type;
};
// The T of the Variable<T> among A and B.
template <class A, class B>
using CommonScalar = typename std::conditional_t<IsVariable<A>, ScalarOf<std::remove_cvref_t<A>>,
                                                 ScalarOf<std::remove_cvref_t<B>>>::type;
// A Variable and what converts to it. The functions that ask for this take forwarding references,
// so that they win over xtensor's own for Variable + Tensor.
template <class A, class B>
concept Operands = (IsVariable<A> || IsVariable<B>)&&requires {
    typename CommonScalar<A, B>;
}
&&std::convertible_to<A, Variable<CommonScalar<A, B>>>&&
    std::convertible_to<B, Variable<CommonScalar<A, B>>>;

struct Add {
    template <class A, class B>
    auto operator()(A a, B b) const {
        return a + b;
    }
};
struct Subtract {
    template <class A, class B>
    auto operator()(A a, B b) const {
        return a - b;
    }
};
struct Multiply {
    template <class A, class B>
    auto operator()(A a, B b) const {
        return a * b;
    }
};
struct Divide {
    template <class A, class B>
    auto operator()(A a, B b) const {
        return a / b;
    }
};

template <class T>
struct PassGradient {
    Tensor<T> operator()(const Tensor<T>& dy) const { return dy; }
};
// dx = factor dy.
template <class T>
struct ScaleGradient {
    T factor;
    Tensor<T> operator()(const Tensor<T>& dy) const {
        return map<T>([c = factor](auto slope) { return slope * c; }, dy.shape(), dy);
    }
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

// A rule that needs only the result: dx = f(dy, y).
template <class T>
struct CombineResult {
    MapRun<T, 2>* run;

    Tensor<T> operator()(const Tensor<T>& dy, const Tensor<T>& y) const {
        Tensor<T> dx = empty_tensor<T>(dy.shape());
        map_runs<T, 2>(run, this, dy.shape(), dx.data(), {&dy, &y});
        return dx;
    }
};
template <class T, class F, class Slope>
Variable<T> map_by_result(const char* name, const Variable<T>& x, const F& f, const Slope&) {
    static_assert(std::is_empty_v<Slope>);  // so that any pointer will do
    return make_operation<T>(name, map<T>(f, x.shape(), x.value()), {x},
                             CombineResult<T>{map_run<T, Slope, 2>});
}

struct Maximum {
    template <class A, class B>
    auto operator()(A a, B b) const {
        return max(a, b);
    }
};
struct Minimum {
    template <class A, class B>
    auto operator()(A a, B b) const {
        return min(a, b);
    }
};
struct Power {
    template <class A, class B>
    auto operator()(A x, B y) const {
        return pow(x, y);
    }
};
template <class T>
struct ConstantPower {
    T exponent;
    template <class V>
    auto operator()(V x) const {
        return pow(x, exponent);
    }
};
template <class T>
struct Clip {
    T low, high;
    template <class V>
    V operator()(V x) const {
        return where(x < low, low, where(x > high, high, x));
    }
};
// dx = dy where the mask is (or is not) zero, elsewhere 0.
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

}  // namespace detail

/// a + b, number by number; either may be a Variable, the other also a constant tensor or scalar.
/// Shapes: any that broadcast -> their common shape.
/// Throws: ShapeError if the shapes do not broadcast.
template <class A, class B>
requires detail::Operands<A, B>
auto operator+(A&& a, B&& b) { return detail::add<detail::CommonScalar<A, B>>(a, b); }

/// a - b, number by number; operands, shapes and errors as for operator +.
template <class A, class B>
requires detail::Operands<A, B>
auto operator-(A&& a, B&& b) { return detail::subtract<detail::CommonScalar<A, B>>(a, b); }

/// a b, number by number (matmul is the matrix product); operands, shapes and errors as for
/// operator +.
template <class A, class B>
requires detail::Operands<A, B>
auto operator*(A&& a, B&& b) { return detail::multiply<detail::CommonScalar<A, B>>(a, b); }

/// a / b, number by number; operands, shapes and errors as for operator +.
template <class A, class B>
requires detail::Operands<A, B>
auto operator/(A&& a, B&& b) { return detail::divide<detail::CommonScalar<A, B>>(a, b); }

/// a = a + b: `a` becomes the new result, as in a sum that grows; what a copy of the old `a` holds,
/// or a layer whose parameter it was, stays. Likewise -=, *= and /=.
/// Shapes, Throws: as operator +.
template <class T, class B>
requires detail::Operands < Variable<T>
&, B > Variable<T>& operator+=(Variable<T>& a, B&& b) { return a = a + std::forward<B>(b); }
template <class T, class B>
requires detail::Operands < Variable<T>
&, B > Variable<T>& operator-=(Variable<T>& a, B&& b) { return a = a - std::forward<B>(b); }
template <class T, class B>
requires detail::Operands < Variable<T>
&, B > Variable<T>& operator*=(Variable<T>& a, B&& b) { return a = a * std::forward<B>(b); }
template <class T, class B>
requires detail::Operands < Variable<T>
&, B > Variable<T>& operator/=(Variable<T>& a, B&& b) { return a = a / std::forward<B>(b); }

/// -x.
template <class T>
Variable<T> operator-(const Variable<T>& x) {
    const detail::ScaleGradient<T> negate{T(-1)};
    return make_operation<T>("operator -", negate(x.value()), {x}, negate);
}

/// x^y, number by number. A plain number y that is whole and at most 16 in size is a product, exact
/// for negative x too.
/// Shapes: any that broadcast -> their common shape.
/// Ranges: x >= 0 unless y is whole; the gradient of y is NaN for x < 0.
/// Throws: ShapeError if the shapes do not broadcast.
template <class A, class B>
requires detail::Operands<A, B>
auto pow(A&& x, B&& y) {
    using T = detail::CommonScalar<A, B>;
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<B>>) {
        return detail::elementwise_operation<T>("pow", detail::ConstantPower<T>{T(y)}, x);
    } else {
        return detail::elementwise_operation<T>("pow", detail::Power{}, Variable<T>(x),
                                                Variable<T>(y));
    }
}

/// The larger of a and b, number by number; NaN if either is NaN. Equal numbers share the gradient.
/// Shapes: any that broadcast -> their common shape.
/// Throws: ShapeError if the shapes do not broadcast.
template <class A, class B>
requires detail::Operands<A, B>
auto maximum(A&& a, B&& b) {
    using T = detail::CommonScalar<A, B>;
    return detail::elementwise_operation<T>("maximum", detail::Maximum{}, Variable<T>(a),
                                            Variable<T>(b));
}

/// The smaller of a and b; otherwise as maximum.
template <class A, class B>
requires detail::Operands<A, B>
auto minimum(A&& a, B&& b) {
    using T = detail::CommonScalar<A, B>;
    return detail::elementwise_operation<T>("minimum", detail::Minimum{}, Variable<T>(a),
                                            Variable<T>(b));
}

/// condition ? a : b, number by number; the condition is a Tensor<bool>, any tensor (true where it
/// is not 0) or an expression such as x.value() > 0.
/// Shapes: any that broadcast -> their common shape.
/// Throws: ShapeError if the shapes do not broadcast.
template <class C, class A, class B>
requires detail::Operands<A, B> && xt::is_xexpression<std::remove_cvref_t<C>>::value auto where(
    C&& condition, A&& a, B&& b) {
    return detail::select<detail::CommonScalar<A, B>>(condition, a, b);
}

/// e^x.
template <class T>
Variable<T> exp(const Variable<T>& x) {
    return detail::map_by_result(
        "exp", x, [](auto v) { return exp(v); }, detail::Multiply{});
}

/// e^x - 1, exact near 0.
template <class T>
Variable<T> expm1(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "expm1", [](auto v) { return expm1(v); }, x);
}

/// The natural logarithm.
/// Ranges: x > 0; -infinity at 0, NaN below.
template <class T>
Variable<T> log(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "log", [](auto v) { return log(v); }, x);
}

/// log(1 + x), exact near 0.
/// Ranges: x > -1.
template <class T>
Variable<T> log1p(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "log1p", [](auto v) { return log1p(v); }, x);
}

/// The square root; its gradient at 0 is infinite.
/// Ranges: x >= 0; NaN below.
template <class T>
Variable<T> sqrt(const Variable<T>& x) {
    const auto slope = [](auto dy, auto y) { return dy * 0.5 / y; };
    return detail::map_by_result(
        "sqrt", x, [](auto v) { return sqrt(v); }, slope);
}

/// x^2.
template <class T>
Variable<T> square(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "square", [](auto v) { return v * v; }, x);
}

/// |x|; its gradient at 0 is 0.
template <class T>
Variable<T> abs(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "abs", [](auto v) { return abs(v); }, x);
}

/// The sine.
/// Units: radians.
template <class T>
Variable<T> sin(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "sin", [](auto v) { return sin(v); }, x);
}

/// The cosine.
/// Units: radians.
template <class T>
Variable<T> cos(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "cos", [](auto v) { return cos(v); }, x);
}

/// The error function 2/sqrt(pi) integral of exp(-t^2) from 0 to x.
template <class T>
Variable<T> erf(const Variable<T>& x) {
    return detail::elementwise_operation<T>(
        "erf", [](auto v) { return erf(v); }, x);
}

/// min(max(x, low), high); the gradient passes for low <= x <= high.
/// Throws: ValueError unless low <= high.
template <class T>
Variable<T> clip(const Variable<T>& x, std::type_identity_t<T> low, std::type_identity_t<T> high) {
    if (!(low <= high)) {
        fail<ValueError>("clip: expected low <= high, got ", low, " and ", high);
    }
    return detail::elementwise_operation<T>("clip", detail::Clip<T>{low, high}, x);
}

}  // namespace nnlite
