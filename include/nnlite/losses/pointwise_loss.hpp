#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "nnlite/autograd/elementwise.hpp"
#include "nnlite/losses/reduction.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Tensor<T> sum_of(const Tensor<T>& x, T divisor) {
    Tensor<T> result(T(0));
    kernels::reduce<kernels::SumOf>(1, x.size(), 1, x.data(), result.data());
    result.data()[0] /= divisor;
    return result;
}

// The gradients of f(output, target), scaled; dy is a scalar or has their shape.
template <class T, class F>
struct PointwiseGradients {
    F f;
    T scale;
    std::array<Saved<T>, 2> x;

    void operator()(const Tensor<T>& dy, GradientSink<T>& sink) const {
        add<0>(dy, sink);
        add<1>(dy, sink);
    }

    template <std::size_t i>
    void add(const Tensor<T>& dy, GradientSink<T>& sink) const {
        if (!sink.needs(i)) { return; }
        const Tensor<T>& output = x[0].value();
        sink.add(i,
                 map<T>([this](auto slope, auto a,
                               auto b) { return slope * scale * partial_derivative<i>(f, a, b); },
                        output.shape(), dy, output, x[1].value()));
    }
};

// f(output, target) elementwise, summed and divided by the divisor unless reduction is none.
template <class T, class F>
Variable<T> pointwise_loss(const char* name, F f, const Variable<T>& output,
                           const Variable<T>& target, Reduction reduction, T divisor) {
    require_elements(name, output);
    require_target_shape(name, "targets", output.shape(), target.shape());
    Tensor<T> value = map<T>(f, output.shape(), output.value(), target.value());
    if (reduction != Reduction::mean) { divisor = T(1); }
    if (reduction != Reduction::none) { value = sum_of(value, divisor); }
    using Gradients = PointwiseGradients<T, F>;
    return make_operation<T>(name, std::move(value), {output, target},
                             Gradients{f, T(1) / divisor, {Saved<T>(output), Saved<T>(target)}});
}

template <class T, class F>
Variable<T> pointwise_loss(const char* name, F f, const Variable<T>& output,
                           const Variable<T>& target, Reduction reduction) {
    return pointwise_loss(name, f, output, target, reduction, T(output.size()));
}

}  // namespace nnlite::detail
