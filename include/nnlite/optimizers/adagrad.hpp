#pragma once

#include "nnlite/optimizers/optimizer.hpp"

namespace nnlite {

struct AdagradOptions {
    double learning_rate = 1e-2;
    double learning_rate_decay = 0;
    double epsilon = 1e-10;
    double initial_accumulator = 0;
    double weight_decay = 0;
};

inline void visit_fields(FieldVisitor& visitor, AdagradOptions& options) {
    visitor.field("learning_rate", options.learning_rate);
    visitor.field("learning_rate_decay", options.learning_rate_decay);
    visitor.field("epsilon", options.epsilon);
    visitor.field("initial_accumulator", options.initial_accumulator);
    visitor.field("weight_decay", options.weight_decay);
}

/// Divides by the root of the sum of all squared gradients so far: s = s + g^2,
/// p -= learning_rate / (1 + (t - 1) learning_rate_decay) g / (sqrt(s) + epsilon).
/// Units or ranges: all options >= 0.
/// Start values: s = initial_accumulator; t counts the steps a parameter took part in.
/// Throws: ValueError on a negative option.
/// Source: Duchi, Hazan and Singer 2011, as torch.optim.Adagrad.
template <class T = float>
class Adagrad final : public detail::KernelOptimizer<T, AdagradScalars<T>> {
   public:
    explicit Adagrad(AdagradOptions options = {})
        : detail::KernelOptimizer<T, AdagradScalars<T>>({"Adagrad", options.learning_rate,
                                                         options.weight_decay, 1,
                                                         options.initial_accumulator}),
          options_(options) {
        detail::require_not_negative("Adagrad", "learning_rate_decay", options.learning_rate_decay);
        detail::require_not_negative("Adagrad", "epsilon", options.epsilon);
        detail::require_not_negative("Adagrad", "initial_accumulator", options.initial_accumulator);
    }
    explicit Adagrad(std::vector<Variable<T>> parameters, AdagradOptions options = {})
        : Adagrad(options) {
        this->add_group(std::move(parameters));
    }

   private:
    AdagradScalars<T> scalars(const detail::StepContext<T>& context) const override {
        const double slowed = 1 + (context.t - 1) * options_.learning_rate_decay;
        return {context.penalty(), static_cast<T>(context.learning_rate / slowed),
                static_cast<T>(options_.epsilon)};
    }

    AdagradOptions options_;
};

template <class T = float>
std::unique_ptr<Optimizer<T>> make_optimizer(const AdagradOptions& options) {
    return std::make_unique<Adagrad<T>>(options);
}

}  // namespace nnlite
