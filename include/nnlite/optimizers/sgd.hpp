#pragma once

#include "nnlite/optimizers/optimizer.hpp"

namespace nnlite {

struct SGDOptions {
    double learning_rate = 1e-2;
    double momentum = 0;
    bool nesterov = false;
    double weight_decay = 0;
};

/// Gradient descent p -= learning_rate b with momentum b = momentum b + g, or with Nesterov's form
/// p -= learning_rate (g + momentum b); weight decay adds weight_decay p to g.
/// Units or ranges: all rates >= 0.
/// Start values: b = 0.
/// Throws: ValueError on a negative rate, or Nesterov without momentum.
/// Source: torch.optim.SGD with dampening 0.
template <class T = float>
class SGD final : public detail::KernelOptimizer<T, SGDScalars<T>> {
   public:
    explicit SGD(SGDOptions options = {})
        : detail::KernelOptimizer<T, SGDScalars<T>>({"SGD", options.learning_rate,
                                                     options.weight_decay,
                                                     options.momentum != 0 ? 1U : 0U}),
          options_(options) {
        detail::require_not_negative("SGD", "momentum", options.momentum);
        if (options.nesterov && options.momentum == 0) {
            fail<ValueError>("SGD: expected momentum > 0 with nesterov, got 0");
        }
    }
    explicit SGD(std::vector<Variable<T>> parameters, SGDOptions options = {}) : SGD(options) {
        this->add_group(std::move(parameters));
    }

   private:
    SGDScalars<T> scalars(const detail::StepContext<T>& context) const override {
        return {context.penalty(), static_cast<T>(context.learning_rate),
                static_cast<T>(options_.momentum), options_.nesterov};
    }

    SGDOptions options_;
};

template <class T = float>
std::unique_ptr<Optimizer<T>> make_optimizer(const SGDOptions& options) {
    return std::make_unique<SGD<T>>(options);
}

}  // namespace nnlite
