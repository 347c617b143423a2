#pragma once

#include <memory>

#include "nnlite/fields/fields.hpp"
#include "nnlite/optimizers/kernel_optimizer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of Adagrad.
struct AdagradOptions {
    static constexpr const char* name = "Adagrad";

    double learning_rate = 1e-2;
    double learning_rate_decay = 0;
    double epsilon = 1e-10;
    double initial_accumulator = 0;
    double weight_decay = 0;

    static constexpr auto fields() {
        return field_list(
            Field("learning_rate", &AdagradOptions::learning_rate, Range::not_negative()),
            Field("learning_rate_decay", &AdagradOptions::learning_rate_decay,
                  Range::not_negative()),
            Field("epsilon", &AdagradOptions::epsilon, Range::not_negative()),
            Field("initial_accumulator", &AdagradOptions::initial_accumulator,
                  Range::not_negative()),
            Field("weight_decay", &AdagradOptions::weight_decay, Range::not_negative()));
    }

    template <class T>
    std::unique_ptr<Optimizer<T>> make() const;
};

/// Divides by the root of the sum of all squared gradients so far: s = s + g^2,
/// p -= learning_rate / (1 + (t - 1) learning_rate_decay) g / (sqrt(s) + epsilon).
/// Units or ranges: all options >= 0.
/// Initialization: s = initial_accumulator; t counts the updates of a parameter.
/// Throws: ValueError on a negative option.
/// Source: Duchi, Hazan and Singer 2011, as torch.optim.Adagrad.
/// Elsewhere: torch.optim.Adagrad; keras.optimizers.Adagrad.
template <class T = float>
class Adagrad final : public detail::KernelOptimizer<T, kernels::AdagradScalars<T>> {
   public:
    explicit Adagrad(AdagradOptions options = {})
        : detail::KernelOptimizer<T, kernels::AdagradScalars<T>>(
              {options.name, options.learning_rate, options.weight_decay, 1,
               options.initial_accumulator}),
          options_(options) {
        detail::require_in_range(options.name, options);
    }
    explicit Adagrad(std::vector<Variable<T>> parameters, AdagradOptions options = {})
        : Adagrad(options) {
        this->add_group(std::move(parameters));
    }

   private:
    kernels::AdagradScalars<T> scalars(const detail::StepContext<T>& context) const override;

    AdagradOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_OPTIMIZERS)
#include "nnlite/optimizers/adagrad_impl.hpp"
#endif
