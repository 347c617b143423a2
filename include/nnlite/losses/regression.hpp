#pragma once

#include <type_traits>

#include "nnlite/fields/fields.hpp"
#include "nnlite/losses/reduction.hpp"

namespace nnlite::inline NNLITE_ABI {

/// mse() and its options.
/// Elsewhere: torch.nn.MSELoss; keras.losses.MeanSquaredError.
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
/// Elsewhere: torch.nn.L1Loss; keras.losses.MeanAbsoluteError.
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
/// Elsewhere: torch.nn.HuberLoss; keras.losses.Huber.
struct Huber {
    double delta = 1;  // larger errors count linearly
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

/// (output - target)^2.
/// Shapes: output and target of the same shape -> scalar, or that shape without reduction.
/// Throws: ShapeError if the shapes differ (nothing is broadcast) or there are no elements.
/// Source: torch.nn.functional.mse_loss.
/// Elsewhere: torch.nn.functional.mse_loss; keras.losses.mean_squared_error.
template <class T>
Variable<T> mse(const Variable<T>& output, const std::type_identity_t<Variable<T>>& target,
                MeanSquaredError options = {});

/// |output - target|; its gradient is 0 if they are equal.
/// Shapes: output and target of the same shape -> scalar, or that shape without reduction.
/// Throws: ShapeError if the shapes differ (nothing is broadcast) or there are no elements.
/// Source: torch.nn.functional.l1_loss.
/// Elsewhere: torch.nn.functional.l1_loss; keras.losses.mean_absolute_error.
template <class T>
Variable<T> mae(const Variable<T>& output, const std::type_identity_t<Variable<T>>& target,
                MeanAbsoluteError options = {});

/// e^2 / 2 where e = |output - target| <= delta, delta (e - delta / 2) beyond.
/// Shapes: output and target of the same shape -> scalar, or that shape without reduction.
/// Throws: ShapeError if the shapes differ (nothing is broadcast) or there are no elements;
/// ValueError unless delta > 0.
/// Source: torch.nn.functional.huber_loss.
/// Elsewhere: torch.nn.functional.huber_loss; keras.losses.huber.
template <class T>
Variable<T> huber(const Variable<T>& output, const std::type_identity_t<Variable<T>>& target,
                  Huber options = {});

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

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LOSSES)
#include "nnlite/losses/regression_impl.hpp"
#endif
