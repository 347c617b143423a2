#pragma once

#include <array>
#include <utility>

#include "nnlite/autograd/dual.hpp"
#include "nnlite/autograd/map.hpp"
#include "nnlite/autograd/variable.hpp"

namespace nnlite {

namespace detail {

// df/dx_i, number by number: f run with x_i as a Dual and the others as constants.
template <std::size_t i, class F, class... P>
auto partial_derivative(F& f, P... x) {
    const auto argument = [](auto value, auto is_input) {
        if constexpr (is_input) {
            return Dual<decltype(value)>{value, decltype(value)(1)};
        } else {
            return value;
        }
    };
    return [&]<std::size_t... k>(std::index_sequence<k...>) {
        return derivative_of(f(argument(x, std::bool_constant<k == i>{})...));
    }
    (std::index_sequence_for<P...>{});
}

template <class T, class F, std::size_t n>
struct ElementwiseGradients {
    F f;
    std::array<Saved<T>, n> x;

    template <class Op>
    void operator()(Op& op) {
        [&]<std::size_t... i>(std::index_sequence<i...>) {
            (propagate<i>(op, std::index_sequence<i...>{}), ...);
        }
        (std::make_index_sequence<n>{});
    }

    template <std::size_t i, class Op, std::size_t... k>
    void propagate(Op& op, std::index_sequence<k...>) {
        if (!op.inputs[i]->requires_gradient) { return; }
        accumulate(*op.inputs[i], map<T>(
                                      [this](auto slope, auto... value) {
                                          return slope * partial_derivative<i>(f, value...);
                                      },
                                      op.gradient.shape(), op.gradient, x[k].value()...));
    }
};

template <class T, class F, class... X>
Variable<T> elementwise_operation(const char* name, F f, const X&... x) {
    Shape shape;
    ((shape = broadcast_shape(name, shape, x.shape())), ...);
    using Gradients = ElementwiseGradients<T, F, sizeof...(X)>;
    return record<T>(name, map<T>(f, shape, x.value()...),
                     std::array<Variable<T>, sizeof...(X)>{x...}, Gradients{f, {Saved<T>(x)...}});
}

}  // namespace detail

/// y = f(x, ...) number by number, with NumPy's broadcasting. `f` is a generic lambda: run on Packs
/// it gives the value, run on Duals it gives each input's gradient, each in one pass.
///
///     auto swish = elementwise([](auto x) { return x * sigmoid(x); }, x);
///
/// f may use + - * /, comparisons with where(), exp, expm1, log, log1p, sqrt, tanh, erf, sin, cos,
/// abs, pow, sigmoid, max, min and plain numbers.
/// Shapes: any that broadcast -> their common shape.
/// Throws: ShapeError if the shapes do not broadcast.
template <class F, class T, class... X>
Variable<T> elementwise(F f, const Variable<T>& first, const X&... rest) {
    return detail::elementwise_operation<T>("elementwise", f, first, Variable<T>(rest)...);
}

}  // namespace nnlite
