#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

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
// A Variable and a type that converts to it. The functions with this constraint take forwarding
// references, so that they are preferred to xtensor's for Variable + Tensor.
template <class A, class B>
concept Operands = (IsVariable<A> || IsVariable<B>)&&requires {
    typename CommonScalar<A, B>;
}
&&std::convertible_to<A, Variable<CommonScalar<A, B>>>&&
    std::convertible_to<B, Variable<CommonScalar<A, B>>>;

template <class T>
Variable<T> add(const Variable<T>& a, const Variable<T>& b);
template <class T>
Variable<T> subtract(const Variable<T>& a, const Variable<T>& b);
template <class T>
Variable<T> multiply(const Variable<T>& a, const Variable<T>& b);
template <class T>
Variable<T> divide(const Variable<T>& a, const Variable<T>& b);
template <class T>
Variable<T> power(const Variable<T>& x, const Variable<T>& y);
template <class T>
Variable<T> constant_power(const Variable<T>& x, T y);
template <class T>
Variable<T> maximum(const Variable<T>& a, const Variable<T>& b);
template <class T>
Variable<T> minimum(const Variable<T>& a, const Variable<T>& b);

template <class T>
Variable<T> select(const Variable<T>& mask, const Variable<T>& a, const Variable<T>& b);

}  // namespace detail

/// a + b, elementwise; either may be a Variable, the other also a constant tensor or scalar.
/// Shapes: any that broadcast -> their common shape.
/// Throws: ShapeError if the shapes do not broadcast.
template <class A, class B>
requires detail::Operands<A, B>
auto operator+(A&& a, B&& b) { return detail::add<detail::CommonScalar<A, B>>(a, b); }

/// a - b, elementwise; operands, shapes and errors as for operator +.
template <class A, class B>
requires detail::Operands<A, B>
auto operator-(A&& a, B&& b) { return detail::subtract<detail::CommonScalar<A, B>>(a, b); }

/// a b, elementwise (matmul is the matrix product); operands, shapes and errors as for
/// operator +.
template <class A, class B>
requires detail::Operands<A, B>
auto operator*(A&& a, B&& b) { return detail::multiply<detail::CommonScalar<A, B>>(a, b); }

/// a / b, elementwise; operands, shapes and errors as for operator +.
template <class A, class B>
requires detail::Operands<A, B>
auto operator/(A&& a, B&& b) { return detail::divide<detail::CommonScalar<A, B>>(a, b); }

/// a = a + b: `a` becomes the new result, for example to add up a loss; copies of the old `a`, such
/// as a layer's parameter, do not change. The same for -=, *= and /=.
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
Variable<T> operator-(const Variable<T>& x);

/// x^y, elementwise. A constant integer y with |y| <= 16 is computed by products, exact for
/// negative x too.
/// Shapes: any that broadcast -> their common shape.
/// Ranges: x >= 0 unless y is an integer; the gradient of y is NaN for x < 0.
/// Throws: ShapeError if the shapes do not broadcast.
/// Elsewhere: torch.pow; keras.ops.power.
template <class A, class B>
requires detail::Operands<A, B>
auto pow(A&& x, B&& y) {
    using T = detail::CommonScalar<A, B>;
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<B>>) {
        return detail::constant_power<T>(x, T(y));
    } else {
        return detail::power<T>(x, y);
    }
}

/// The larger of a and b, elementwise; NaN if either is NaN. Equal values share the gradient.
/// Shapes: any that broadcast -> their common shape.
/// Throws: ShapeError if the shapes do not broadcast.
/// Elsewhere: torch.maximum; keras.ops.maximum.
template <class A, class B>
requires detail::Operands<A, B>
auto maximum(A&& a, B&& b) { return detail::maximum<detail::CommonScalar<A, B>>(a, b); }

/// The smaller of a and b; otherwise as maximum.
/// Elsewhere: torch.minimum; keras.ops.minimum.
template <class A, class B>
requires detail::Operands<A, B>
auto minimum(A&& a, B&& b) { return detail::minimum<detail::CommonScalar<A, B>>(a, b); }

/// condition ? a : b, elementwise; the condition is a Tensor<bool>, any tensor (true if not 0) or
/// an expression such as x.value() > 0.
/// Shapes: any that broadcast -> their common shape.
/// Throws: ShapeError if the shapes do not broadcast.
/// Elsewhere: torch.where; keras.ops.where.
template <class C, class A, class B>
requires detail::Operands<A, B> && xt::is_xexpression<std::remove_cvref_t<C>>::value auto where(
    C&& condition, A&& a, B&& b) {
    return detail::select<detail::CommonScalar<A, B>>(condition, a, b);
}

/// e^x.
/// Elsewhere: torch.exp; keras.ops.exp.
template <class T>
Variable<T> exp(const Variable<T>& x);

/// e^x - 1, accurate near 0.
/// Elsewhere: torch.expm1; keras.ops.expm1.
template <class T>
Variable<T> expm1(const Variable<T>& x);

/// The natural logarithm.
/// Ranges: x > 0; -infinity at 0, NaN below.
/// Elsewhere: torch.log; keras.ops.log.
template <class T>
Variable<T> log(const Variable<T>& x);

/// log(1 + x), accurate near 0.
/// Ranges: x > -1.
/// Elsewhere: torch.log1p; keras.ops.log1p.
template <class T>
Variable<T> log1p(const Variable<T>& x);

/// The square root; its gradient at 0 is infinite.
/// Ranges: x >= 0; NaN below.
/// Elsewhere: torch.sqrt; keras.ops.sqrt.
template <class T>
Variable<T> sqrt(const Variable<T>& x);

/// x^2.
/// Elsewhere: torch.square; keras.ops.square.
template <class T>
Variable<T> square(const Variable<T>& x);

/// |x|; its gradient at 0 is 0.
/// Elsewhere: torch.abs; keras.ops.abs.
template <class T>
Variable<T> abs(const Variable<T>& x);

/// The sine.
/// Units: radians.
/// Elsewhere: torch.sin; keras.ops.sin.
template <class T>
Variable<T> sin(const Variable<T>& x);

/// The cosine.
/// Units: radians.
/// Elsewhere: torch.cos; keras.ops.cos.
template <class T>
Variable<T> cos(const Variable<T>& x);

/// The error function 2/sqrt(pi) integral of exp(-t^2) from 0 to x.
/// Elsewhere: torch.erf; keras.ops.erf.
template <class T>
Variable<T> erf(const Variable<T>& x);

/// min(max(x, low), high); the gradient passes for low <= x <= high.
/// Throws: ValueError unless low <= high.
/// Elsewhere: torch.clamp; keras.ops.clip.
template <class T>
Variable<T> clip(const Variable<T>& x, std::type_identity_t<T> low, std::type_identity_t<T> high);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/arithmetic_impl.hpp"
#endif
