#pragma once

#include "nnlite/optimizers/optimizer.hpp"

namespace nnlite {

struct RMSpropOptions {
    double learning_rate = 1e-2;
    double alpha = 0.99;  // Keras' rho
    double epsilon = 1e-8;
    double momentum = 0;
    bool centered = false;
    double weight_decay = 0;
};

inline void visit_fields(FieldVisitor& visitor, RMSpropOptions& options) {
    visitor.field("learning_rate", options.learning_rate);
    visitor.field("alpha", options.alpha);
    visitor.field("epsilon", options.epsilon);
    visitor.field("momentum", options.momentum);
    visitor.field("centered", options.centered);
    visitor.field("weight_decay", options.weight_decay);
}

/// Divides by a running root mean square: v = alpha v + (1 - alpha) g^2,
/// b = momentum b + g / (sqrt(v) + epsilon), p -= learning_rate b; centered, v - a^2 stands for v
/// with the running mean a = alpha a + (1 - alpha) g, and is kept from falling below 0.
/// Units or ranges: alpha in [0, 1); the others >= 0.
/// Start values: v = a = b = 0.
/// Throws: ValueError on an option out of its range.
/// Source: Hinton's lecture 6e of 2012, as torch.optim.RMSprop; centered: Graves 2013.
template <class T = float>
class RMSprop final : public detail::KernelOptimizer<T, RMSpropScalars<T>> {
   public:
    explicit RMSprop(RMSpropOptions options = {})
        : detail::KernelOptimizer<T, RMSpropScalars<T>>(
              {"RMSprop", options.learning_rate, options.weight_decay,
               1U + (options.centered ? 1U : 0U) + (options.momentum != 0 ? 1U : 0U)}),
          options_(options) {
        detail::require_share("RMSprop", "alpha", options.alpha);
        detail::require_not_negative("RMSprop", "epsilon", options.epsilon);
        detail::require_not_negative("RMSprop", "momentum", options.momentum);
    }
    explicit RMSprop(std::vector<Variable<T>> parameters, RMSpropOptions options = {})
        : RMSprop(options) {
        this->add_group(std::move(parameters));
    }

   private:
    RMSpropScalars<T> scalars(const detail::StepContext<T>& context) const override {
        return {context.penalty(),
                static_cast<T>(options_.alpha),
                static_cast<T>(1 - options_.alpha),
                static_cast<T>(context.learning_rate),
                static_cast<T>(options_.epsilon),
                static_cast<T>(options_.momentum),
                options_.centered};
    }

    RMSpropOptions options_;
};

template <class T = float>
std::unique_ptr<Optimizer<T>> make_optimizer(const RMSpropOptions& options) {
    return std::make_unique<RMSprop<T>>(options);
}

}  // namespace nnlite
