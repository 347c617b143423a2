#pragma once

#include <string_view>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/formulas.hpp"
#include "nnlite/ops/softmax.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

template <class Formula>
struct GradientFromResult {
    template <class V>
    V operator()(V dy, V y) const {
        return Formula::gradient(dy, y);
    }
};

template <class T, class Formula>
Variable<T> activation_operation(const char* name, const Variable<T>& x) {
    if constexpr (requires(T y) { Formula::gradient(y, y); }) {
        return map_by_result(name, x, Formula{}, GradientFromResult<Formula>{});
    } else {
        return elementwise_operation<T>(name, Formula{}, x);
    }
}

}  // namespace detail

#define NNLITE_ROW(function, Formula)                                                   \
    template <class T>                                                                  \
    Variable<T> function(const Variable<T>& x) {                                        \
        return detail::activation_operation<T, detail::formula::Formula>(#function, x); \
    }
NNLITE_ACTIVATIONS(NNLITE_ROW)
#undef NNLITE_ROW

template <class T>
Variable<T> leaky_relu(const Variable<T>& x, double slope) {
    detail::require_in_range("leaky_relu", "slope", slope, Range::finite());
    return detail::elementwise_operation<T>("leaky_relu", detail::formula::LeakyReLU{slope}, x);
}

template <class T>
Variable<T> elu(const Variable<T>& x, double alpha) {
    detail::require_in_range("elu", "alpha", alpha, Range::finite());
    return detail::elementwise_operation<T>("elu", detail::formula::ELU{alpha}, x);
}

template <class T>
Variable<T> gelu(const Variable<T>& x) {
    return detail::elementwise_operation<T>("gelu", detail::formula::GELU{}, x);
}

template <class T>
Variable<T> gelu_tanh(const Variable<T>& x) {
    return detail::elementwise_operation<T>("gelu_tanh", detail::formula::GELUTanh{}, x);
}

NNLITE_INLINE std::vector<std::string_view> names_of(Activation) {
#define NNLITE_ROW(name, ...) #name,
    return {"none", NNLITE_ACTIVATIONS(NNLITE_ROW) NNLITE_OTHER_ACTIVATIONS(NNLITE_ROW)};
#undef NNLITE_ROW
}

namespace detail {

NNLITE_INLINE std::string_view activation_name(Activation activation) {
    return names_of(activation).at(static_cast<std::size_t>(activation));
}

}  // namespace detail

template <class T>
Variable<T> activate(const Variable<T>& x, Activation activation) {
    switch (activation) {
#define NNLITE_ROW(function, ...) \
    case Activation::function:    \
        return function(x);
        NNLITE_ACTIVATIONS(NNLITE_ROW)
        NNLITE_OTHER_ACTIVATIONS(NNLITE_ROW)
#undef NNLITE_ROW
        case Activation::none:
            break;
    }
    return x;
}

}  // namespace nnlite
