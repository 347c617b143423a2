#pragma once

#include <cstddef>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/kernels/softmax.hpp"
#include "nnlite/ops/softmax.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
using SoftmaxForward = void (*)(std::size_t, std::size_t, std::size_t, const T*, T*);

template <class T>
using SoftmaxBackward = void (*)(std::size_t, std::size_t, std::size_t, const T*, const T*, T*);

template <class T>
Variable<T> softmax_over(const char* name, const Variable<T>& x, std::ptrdiff_t axis,
                         SoftmaxForward<T> forward, SoftmaxBackward<T> backward) {
    const std::size_t at = normalize_axis(name, axis, x.rank());
    const std::size_t outer = element_count(x.shape(), 0, at), extent = x.shape()[at];
    const std::size_t inner = element_count(x.shape(), at + 1, x.rank());
    auto value = empty_tensor<T>(x.shape());
    forward(outer, extent, inner, x.value().data(), value.data());
    return make_operation<T>(name, std::move(value), {x},
                             [=](const Tensor<T>& dy, const Tensor<T>& y) {
                                 auto dx = empty_tensor<T>(dy.shape());
                                 backward(outer, extent, inner, dy.data(), y.data(), dx.data());
                                 return dx;
                             });
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> softmax(const Variable<T>& x, std::ptrdiff_t axis) {
    return detail::softmax_over<T>("softmax", x, axis, kernels::softmax_forward<T>,
                                   kernels::softmax_backward<T>);
}

template <class T>
Variable<T> log_softmax(const Variable<T>& x, std::ptrdiff_t axis) {
    return detail::softmax_over<T>("log_softmax", x, axis, kernels::log_softmax_forward<T>,
                                   kernels::log_softmax_backward<T>);
}

}  // namespace nnlite
