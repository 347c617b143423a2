#pragma once

#include <type_traits>

#include "nnlite/core/inline.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/formulas.hpp"
#include "nnlite/ops/softmax.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> relu(const Variable<T>& x) {
    return detail::elementwise_operation<T>("relu", detail::Relu{}, x);
}

template <class T>
Variable<T> relu6(const Variable<T>& x) {
    return detail::elementwise_operation<T>("relu6", detail::Relu6{}, x);
}

template <class T>
Variable<T> leaky_relu(const Variable<T>& x, double slope) {
    detail::require_in_range("leaky_relu", "slope", slope, Range::finite());
    return detail::elementwise_operation<T>("leaky_relu", detail::LeakyRelu{slope}, x);
}

template <class T>
Variable<T> elu(const Variable<T>& x, double alpha) {
    detail::require_in_range("elu", "alpha", alpha, Range::finite());
    return detail::elementwise_operation<T>("elu", detail::Elu{alpha}, x);
}

template <class T>
Variable<T> selu(const Variable<T>& x) {
    return detail::elementwise_operation<T>("selu", detail::Selu{}, x);
}

template <class T>
Variable<T> gelu(const Variable<T>& x) {
    return detail::elementwise_operation<T>("gelu", detail::Gelu{}, x);
}

template <class T>
Variable<T> gelu_tanh(const Variable<T>& x) {
    return detail::elementwise_operation<T>("gelu_tanh", detail::GeluTanh{}, x);
}

template <class T>
Variable<T> silu(const Variable<T>& x) {
    return detail::elementwise_operation<T>("silu", detail::Silu{}, x);
}

template <class T>
Variable<T> hardswish(const Variable<T>& x) {
    return detail::elementwise_operation<T>("hardswish", detail::Hardswish{}, x);
}

template <class T>
Variable<T> sigmoid(const Variable<T>& x) {
    return detail::map_by_result("sigmoid", x, detail::Sigmoid{}, detail::SigmoidSlope{});
}

template <class T>
Variable<T> tanh(const Variable<T>& x) {
    return detail::map_by_result("tanh", x, detail::Tanh{}, detail::TanhSlope{});
}

template <class T>
Variable<T> softplus(const Variable<T>& x) {
    return detail::elementwise_operation<T>("softplus", detail::Softplus{}, x);
}

namespace detail {

NNLITE_INLINE const char* activation_name(Activation activation) {
    static constexpr const char* names[] = {
        "none", "relu",    "leaky_relu", "elu",      "selu",    "gelu",  "gelu_tanh",
        "silu", "sigmoid", "tanh",       "softplus", "softmax", "relu6", "hardswish"};
    return names[static_cast<int>(activation)];
}

}  // namespace detail

template <class T>
Variable<T> activate(const Variable<T>& x, Activation activation) {
    switch (activation) {
        case Activation::none:
            return x;
        case Activation::relu:
            return relu(x);
        case Activation::leaky_relu:
            return leaky_relu(x);
        case Activation::elu:
            return elu(x);
        case Activation::selu:
            return selu(x);
        case Activation::gelu:
            return gelu(x);
        case Activation::gelu_tanh:
            return gelu_tanh(x);
        case Activation::silu:
            return silu(x);
        case Activation::sigmoid:
            return sigmoid(x);
        case Activation::tanh:
            return tanh(x);
        case Activation::softplus:
            return softplus(x);
        case Activation::softmax:
            return softmax(x);
        case Activation::relu6:
            return relu6(x);
        case Activation::hardswish:
            return hardswish(x);
    }
    return x;
}

}  // namespace nnlite
