#pragma once

#include <memory>

#include "nnlite/fields/fields.hpp"
#include "nnlite/optimizers/kernel_optimizer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of RMSprop.
struct RMSpropOptions {
    static constexpr const char* name = "RMSprop";

    double learning_rate = 1e-2;
    double alpha = 0.99;  // Keras' rho
    double epsilon = 1e-8;
    double momentum = 0;
    bool centered = false;
    double weight_decay = 0;

    static constexpr auto fields() {
        return field_list(
            Field("learning_rate", &RMSpropOptions::learning_rate, Range::not_negative()),
            Field("alpha", &RMSpropOptions::alpha, Range::below_one()),
            Field("epsilon", &RMSpropOptions::epsilon, Range::not_negative()),
            Field("momentum", &RMSpropOptions::momentum, Range::not_negative()),
            Field("centered", &RMSpropOptions::centered),
            Field("weight_decay", &RMSpropOptions::weight_decay, Range::not_negative()));
    }

    template <class T>
    std::unique_ptr<Optimizer<T>> make() const;
};

/// Divides by a running root mean square: v = alpha v + (1 - alpha) g^2,
/// b = momentum b + g / (sqrt(v) + epsilon), p -= learning_rate b; if centered, v - a^2 (at least
/// 0) replaces v, with the running mean a = alpha a + (1 - alpha) g.
/// Units or ranges: alpha in [0, 1); the others >= 0.
/// Initialization: v = a = b = 0.
/// Throws: ValueError on an option out of its range.
/// Source: Hinton's lecture 6e of 2012, as torch.optim.RMSprop; centered: Graves 2013.
/// Elsewhere: torch.optim.RMSprop; keras.optimizers.RMSprop.
template <class T = float>
class RMSprop final : public detail::KernelOptimizer<T, kernels::RMSpropScalars<T>> {
   public:
    explicit RMSprop(RMSpropOptions options = {})
        : detail::KernelOptimizer<T, kernels::RMSpropScalars<T>>(
              {options.name, options.learning_rate, options.weight_decay,
               1U + (options.centered ? 1U : 0U) + (options.momentum != 0 ? 1U : 0U)}),
          options_(options) {
        detail::require_in_range(options.name, options);
    }
    explicit RMSprop(std::vector<Variable<T>> parameters, RMSpropOptions options = {})
        : RMSprop(options) {
        this->add_group(std::move(parameters));
    }

   private:
    kernels::RMSpropScalars<T> scalars(const detail::StepContext<T>& context) const override;

    RMSpropOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_OPTIMIZERS)
#include "nnlite/optimizers/rmsprop_impl.hpp"
#endif
