#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>

#include "nnlite/autograd/dual.hpp"
#include "nnlite/autograd/map.hpp"
#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// df/dx_i, elementwise: f called with x_i as a Dual and the others as constants.
template <std::size_t i, class F, class... P>
auto partial_derivative(const F& f, P... x) {
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

// The part of the gradient of input i that depends on the formula.
template <std::size_t i>
struct GradientOf {
    template <class F, class P, class... X>
    auto operator()(const F& f, P dy, X... x) const {
        return dy * partial_derivative<i>(f, x...);
    }
};

// The captures of a formula, whatever its type.
struct alignas(std::max_align_t) Captured {
    std::byte bytes[64];
};

// The same type for all formulas, so that each formula compiles only its own loops.
template <class T, std::size_t n>
struct ElementwiseGradients {
    Captured formula;
    std::array<MapRun<T, n + 1>*, n> runs;  // of dy and all inputs, for each input's gradient
    std::array<Saved<T>, n> x;

    void operator()(const Tensor<T>& dy, GradientSink<T>& sink) const {
        std::array<const Tensor<T>*, n + 1> from{&dy};
        for (std::size_t k = 0; k < n; ++k) { from[k + 1] = &x[k].value(); }
        for (std::size_t i = 0; i < n; ++i) {
            if (!sink.needs(i)) { continue; }
            Tensor<T> dx = empty_tensor<T>(dy.shape());
            map_runs<T, n + 1>(runs[i], &formula, dx.shape(), dx.data(), from);
            sink.add(i, std::move(dx));
        }
    }
};

template <class T, std::size_t n>
Variable<T> elementwise_runs(const char* name, MapRun<T, n>* run,
                             const std::array<MapRun<T, n + 1>*, n>& gradient_runs,
                             const Captured& formula, const std::array<Variable<T>, n>& x) {
    Shape shape;
    std::array<const Tensor<T>*, n> from;
    for (std::size_t k = 0; k < n; ++k) {
        shape = broadcast_shape(name, shape, x[k].shape());
        from[k] = &x[k].value();
    }
    Tensor<T> y = empty_tensor<T>(shape);
    map_runs<T, n>(run, &formula, shape, y.data(), from);
    return [&]<std::size_t... k>(std::index_sequence<k...>) {
        return make_operation<T>(
            name, std::move(y), {x[k]...},
            ElementwiseGradients<T, n>{formula, gradient_runs, {Saved<T>(x[k])...}});
    }
    (std::make_index_sequence<n>{});
}

template <class T, class F, class... X>
Variable<T> elementwise_operation(const char* name, const F& f, const X&... x) {
    constexpr std::size_t n = sizeof...(X);
    Captured formula{};
    static_assert(std::is_trivially_copyable_v<F> && sizeof(F) <= sizeof(formula),
                  "elementwise: a formula may capture values of at most 64 bytes in total");
    std::memcpy(formula.bytes, &f, sizeof(F));
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
        return elementwise_runs<T, n>(name, map_run<T, F, n>,
                                      {map_run<T, F, n + 1, GradientOf<i>>...}, formula, {x...});
    }
    (std::index_sequence_for<X...>{});
}

}  // namespace detail

/// y = f(x, ...) elementwise, with NumPy's broadcasting. `f` is a generic lambda: called with Packs
/// it computes the value, with Duals each input's gradient, each in one pass.
///
///     auto swish = elementwise([](auto x) { return x * sigmoid(x); }, x);
///
/// f may use + - * /, comparisons with where(), exp, expm1, log, log1p, sqrt, tanh, erf, sin, cos,
/// abs, pow, sigmoid, max, min and plain numbers; it may capture values of at most 64 bytes in
/// total; a captured reference would be dead when backward() uses the formula.
/// Shapes: any that broadcast -> their common shape.
/// Throws: ShapeError if the shapes do not broadcast.
template <class F, class T, class... X>
Variable<T> elementwise(const F& f, const Variable<T>& first, const X&... rest) {
    return detail::elementwise_operation<T>("elementwise", f, first, Variable<T>(rest)...);
}

}  // namespace nnlite
