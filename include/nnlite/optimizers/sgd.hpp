#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "nnlite/fields/fields.hpp"
#include "nnlite/optimizers/kernel_optimizer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// What momentum accumulates. The forms differ only if the learning rate changes.
enum class MomentumForm {
    gradients,  // b = momentum b + g, p -= learning_rate b: PyTorch
    steps,      // b = momentum b + learning_rate g, p -= b: Keras, scikit-learn
};

inline std::vector<std::string_view> names_of(MomentumForm) { return {"gradients", "steps"}; }

/// The options of SGD.
struct SGDOptions {
    static constexpr const char* name = "SGD";

    double learning_rate = 1e-2;
    double momentum = 0;
    bool nesterov = false;
    double weight_decay = 0;
    MomentumForm momentum_form = MomentumForm::gradients;

    static constexpr auto fields() {
        return field_list(Field("learning_rate", &SGDOptions::learning_rate, Range::not_negative()),
                          Field("momentum", &SGDOptions::momentum, Range::not_negative()),
                          Field("nesterov", &SGDOptions::nesterov),
                          Field("weight_decay", &SGDOptions::weight_decay, Range::not_negative()),
                          Field("momentum_form", &SGDOptions::momentum_form));
    }

    template <class T>
    std::unique_ptr<Optimizer<T>> make() const;
};

/// Gradient descent p -= learning_rate b with momentum b = momentum b + g, or with Nesterov's form
/// p -= learning_rate (g + momentum b); weight decay adds weight_decay p to g. With
/// MomentumForm::steps the learning rate is a factor of g instead.
/// Units or ranges: all rates >= 0.
/// Initialization: b = 0.
/// Throws: ValueError on a negative rate, or Nesterov without momentum.
/// Source: torch.optim.SGD with dampening 0; keras.optimizers.SGD for MomentumForm::steps.
/// Elsewhere: torch.optim.SGD; keras.optimizers.SGD;
/// sklearn.neural_network.MLPClassifier(solver="sgd").
template <class T = float>
class SGD final : public detail::KernelOptimizer<T, kernels::SGDScalars<T>> {
   public:
    explicit SGD(SGDOptions options = {});
    explicit SGD(std::vector<Variable<T>> parameters, SGDOptions options = {}) : SGD(options) {
        this->add_group(std::move(parameters));
    }

   private:
    kernels::SGDScalars<T> scalars(const detail::StepContext<T>& context) const override;

    SGDOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_OPTIMIZERS)
#include "nnlite/optimizers/sgd_impl.hpp"
#endif
