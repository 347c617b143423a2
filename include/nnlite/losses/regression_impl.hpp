#pragma once

#include <type_traits>

#include "nnlite/fields/fields.hpp"
#include "nnlite/losses/pointwise_loss.hpp"
#include "nnlite/losses/regression.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

struct SquaredError {
    auto operator()(auto output, auto target) const {
        const auto error = output - target;
        return error * error;
    }
};

struct AbsoluteError {
    auto operator()(auto output, auto target) const { return abs(output - target); }
};

template <class T>
struct HuberError {
    T delta;
    auto operator()(auto output, auto target) const {
        const auto size = abs(output - target);
        return where(size <= delta, size * size * T(0.5), (size - delta * T(0.5)) * delta);
    }
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> mse(const Variable<T>& output, const std::type_identity_t<Variable<T>>& target,
                MeanSquaredError options) {
    return detail::pointwise_loss("mse", detail::SquaredError{}, output, target, options.reduction);
}

template <class T>
Variable<T> mae(const Variable<T>& output, const std::type_identity_t<Variable<T>>& target,
                MeanAbsoluteError options) {
    return detail::pointwise_loss("mae", detail::AbsoluteError{}, output, target,
                                  options.reduction);
}

template <class T>
Variable<T> huber(const Variable<T>& output, const std::type_identity_t<Variable<T>>& target,
                  Huber options) {
    detail::require_in_range("huber", options);
    return detail::pointwise_loss("huber", detail::HuberError<T>{T(options.delta)}, output, target,
                                  options.reduction);
}

#ifdef NNLITE_DEFINE_LOSSES
#define NNLITE_COMPILE(T)                                                        \
    template Variable<T> mse<T>(const Variable<T>& output,                       \
                                const std::type_identity_t<Variable<T>>& target, \
                                MeanSquaredError options);                       \
    template Variable<T> mae<T>(const Variable<T>& output,                       \
                                const std::type_identity_t<Variable<T>>& target, \
                                MeanAbsoluteError options);                      \
    template Variable<T> huber<T>(const Variable<T>& output,                     \
                                  const std::type_identity_t<Variable<T>>& target, Huber options);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)
#undef NNLITE_COMPILE
#endif

}  // namespace nnlite
