#pragma once

#include <type_traits>

#include "nnlite/core/fields.hpp"
#include "nnlite/losses/reduction.hpp"

namespace nnlite {

/// mse() and its options.
struct MeanSquaredError {
    Reduction reduction = Reduction::mean;

    static constexpr auto fields() {
        return field_list(Field("reduction", &MeanSquaredError::reduction));
    }

    static constexpr const char* name = "mse";
    static constexpr OutputKind output_kind = OutputKind::values;
    template <class T>
    Variable<T> operator()(const Variable<T>& output,
                           const detail::TargetsParameter<T>& targets) const;
};

/// mae() and its options.
struct MeanAbsoluteError {
    Reduction reduction = Reduction::mean;

    static constexpr auto fields() {
        return field_list(Field("reduction", &MeanAbsoluteError::reduction));
    }

    static constexpr const char* name = "mae";
    static constexpr OutputKind output_kind = OutputKind::values;
    template <class T>
    Variable<T> operator()(const Variable<T>& output,
                           const detail::TargetsParameter<T>& targets) const;
};

/// huber() and its options.
struct Huber {
    double delta = 1;  // errors beyond it count linearly
    Reduction reduction = Reduction::mean;

    static constexpr auto fields() {
        return field_list(Field("delta", &Huber::delta, Range::positive()),
                          Field("reduction", &Huber::reduction));
    }

    static constexpr const char* name = "huber";
    static constexpr OutputKind output_kind = OutputKind::values;
    template <class T>
    Variable<T> operator()(const Variable<T>& output,
                           const detail::TargetsParameter<T>& targets) const;
};

namespace detail {

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

}  // namespace detail

/// (output - target)^2.
/// Shapes: output and target alike -> scalar, or the same without reduction.
/// Throws: ShapeError if the shapes differ (nothing is broadcast) or there are no elements.
/// Source: torch.nn.functional.mse_loss.
template <class T>
Variable<T> mse(const Variable<T>& output, const std::type_identity_t<Variable<T>>& target,
                MeanSquaredError options = {}) {
    return detail::pointwise_loss("mse", detail::SquaredError{}, output, target, options.reduction);
}

/// |output - target|; its gradient where they are equal is 0.
/// Shapes: output and target alike -> scalar, or the same without reduction.
/// Throws: ShapeError if the shapes differ (nothing is broadcast) or there are no elements.
/// Source: torch.nn.functional.l1_loss.
template <class T>
Variable<T> mae(const Variable<T>& output, const std::type_identity_t<Variable<T>>& target,
                MeanAbsoluteError options = {}) {
    return detail::pointwise_loss("mae", detail::AbsoluteError{}, output, target,
                                  options.reduction);
}

/// e^2 / 2 where e = |output - target| <= delta, delta (e - delta / 2) beyond.
/// Shapes: output and target alike -> scalar, or the same without reduction.
/// Throws: ShapeError if the shapes differ (nothing is broadcast) or there are no elements;
/// ValueError unless delta > 0.
/// Source: torch.nn.functional.huber_loss.
template <class T>
Variable<T> huber(const Variable<T>& output, const std::type_identity_t<Variable<T>>& target,
                  Huber options = {}) {
    require_in_range("huber", options);
    return detail::pointwise_loss("huber", detail::HuberError<T>{T(options.delta)}, output, target,
                                  options.reduction);
}

template <class T>
Variable<T> MeanSquaredError::operator()(const Variable<T>& output,
                                         const detail::TargetsParameter<T>& targets) const {
    return mse(output, detail::dense_targets<T>(name, *targets), *this);
}
template <class T>
Variable<T> MeanAbsoluteError::operator()(const Variable<T>& output,
                                          const detail::TargetsParameter<T>& targets) const {
    return mae(output, detail::dense_targets<T>(name, *targets), *this);
}
template <class T>
Variable<T> Huber::operator()(const Variable<T>& output,
                              const detail::TargetsParameter<T>& targets) const {
    return huber(output, detail::dense_targets<T>(name, *targets), *this);
}

}  // namespace nnlite
