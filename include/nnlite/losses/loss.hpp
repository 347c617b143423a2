#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/losses/reduction.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Any loss: one of the structs CrossEntropy, MeanSquaredError, ... or a function of
/// (const Variable<T>& output, const Targets<T>& targets) that returns a Variable<T>, the mean over
/// the batch's samples unless weight() says otherwise. A call itself allocates nothing.
///
///     Loss<> loss = CrossEntropy{.label_smoothing = 0.1};
///     loss(output, labels).backward();
///
/// Elsewhere: keras.losses.Loss.
template <class T = float>
class Loss {
   public:
    template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, Loss>)
        Loss(F&& loss)  // NOLINT(google-explicit-constructor)
        : function_(made_of(std::forward<F>(loss))) {}

    /// Throws: what the loss throws.
    Variable<T> operator()(const Variable<T>& output, const Targets<T>& targets) const {
        return function_->call(output, targets);
    }

    /// The weight of a sample of the batch in the mean of the loss over several batches: 1, or the
    /// result of the loss's member weight(targets) if it has one (the mean weight of the labels).
    /// None if the losses of batches are summed: the loss has a member `reduction` that is
    /// Reduction::sum.
    std::optional<double> weight(const Targets<T>& targets) const {
        return function_->weight(targets);
    }

    /// The ignored label, for a loss with a member `ignore_index`.
    std::optional<std::int32_t> ignore_index() const { return function_->ignore_index(); }

    /// The name of the loss's function, such as "cross_entropy"; "loss" for a user-defined one
    /// without a member `name`.
    const char* name() const { return function_->name(); }

    /// Visits the options of a loss with visit_fields().
    void visit_options(FieldVisitor& visitor) const { function_->visit_options(visitor); }

    /// How the outputs are interpreted; `values` for a user-defined loss without a member
    /// `output_kind`.
    OutputKind output_kind() const { return function_->output_kind(); }

   private:
    struct AnyFunction {
        virtual ~AnyFunction() = default;
        virtual Variable<T> call(const Variable<T>& output, const Targets<T>& targets) const = 0;
        virtual std::optional<double> weight(const Targets<T>& targets) const = 0;
        virtual std::optional<std::int32_t> ignore_index() const = 0;
        virtual void visit_options(FieldVisitor& visitor) const = 0;
        virtual const char* name() const = 0;
        virtual OutputKind output_kind() const = 0;
    };

    template <class F>
    struct Function final : AnyFunction {
        F loss;

        explicit Function(F f) : loss(std::move(f)) {}
        Variable<T> call(const Variable<T>& output, const Targets<T>& targets) const override {
            return loss(output, targets);
        }
        std::optional<double> weight(const Targets<T>& targets) const override {
            if constexpr (requires { loss.reduction == Reduction::sum; }) {
                if (loss.reduction == Reduction::sum) { return {}; }
            }
            if constexpr (requires { loss.weight(targets); }) {
                return double(loss.weight(targets));
            } else {
                return 1;
            }
        }
        std::optional<std::int32_t> ignore_index() const override {
            if constexpr (requires { std::optional<std::int32_t>(loss.ignore_index); }) {
                return loss.ignore_index;
            } else {
                return {};
            }
        }
        void visit_options(FieldVisitor& visitor) const override {
            if constexpr (requires(F & f) { visit_fields(visitor, f); }) {
                F copy = loss;
                visit_fields(visitor, copy);
            }
        }
        const char* name() const override {
            if constexpr (requires { loss.name; }) {
                return loss.name;
            } else {
                return "loss";
            }
        }
        OutputKind output_kind() const override {
            if constexpr (requires { loss.output_kind; }) {
                return loss.output_kind;
            } else {
                return OutputKind::values;
            }
        }
    };

    template <class F>
    static std::shared_ptr<const AnyFunction> made_of(F&& loss) {
        using Own = std::remove_cvref_t<F>;
        constexpr bool fits =
            std::is_invocable_r_v<Variable<T>, const Own&, const Variable<T>&, const Targets<T>&>;
        static_assert(fits,
                      "a loss is one of nnlite's structs, such as CrossEntropy{}, or a "
                      "function of (const Variable<T>& output, const Targets<T>& targets) "
                      "that returns a Variable<T>; a struct's operator() is const");
        if constexpr (std::is_constructible_v<bool, const Own&>) {  // a pointer, a std::function
            if (!static_cast<bool>(loss)) {
                fail<ValueError>("Loss: expected a function, got an empty one");
            }
        }
        if constexpr (detail::HasFields<Own> && requires { Own::name; }) {
            detail::require_in_range(Own::name, loss);
        }
        if constexpr (fits) { return std::make_shared<const Function<Own>>(std::forward<F>(loss)); }
    }

    std::shared_ptr<const AnyFunction> function_;
};

}  // namespace nnlite
