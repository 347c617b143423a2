#pragma once

#include <cmath>
#include <memory>
#include <string_view>
#include <vector>

#include "nnlite/fields/fields.hpp"
#include "nnlite/optimizers/kernel_optimizer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Where Adam adds its epsilon, with m^ = m / (1 - beta_1^t) and v^ = v / (1 - beta_2^t).
enum class EpsilonForm {
    after_correction,  // lr m^ / (sqrt(v^) + epsilon): the paper's algorithm 1, PyTorch
    hat,  // lr sqrt(1 - beta_2^t) / (1 - beta_1^t) m / (sqrt(v) + epsilon): Keras, scikit-learn
};

inline std::vector<std::string_view> names_of(EpsilonForm) { return {"after_correction", "hat"}; }

/// The options of Adam.
struct AdamOptions {
    static constexpr const char* name = "Adam";

    double learning_rate = 1e-3;
    double beta_1 = 0.9;
    double beta_2 = 0.999;
    double epsilon = 1e-8;
    EpsilonForm epsilon_form = EpsilonForm::after_correction;
    double weight_decay = 0;  // added to the gradient

    static constexpr auto fields() {
        return field_list(
            Field("learning_rate", &AdamOptions::learning_rate, Range::not_negative()),
            Field("beta_1", &AdamOptions::beta_1, Range::below_one()),
            Field("beta_2", &AdamOptions::beta_2, Range::below_one()),
            Field("epsilon", &AdamOptions::epsilon, Range::not_negative()),
            Field("epsilon_form", &AdamOptions::epsilon_form),
            Field("weight_decay", &AdamOptions::weight_decay, Range::not_negative()));
    }

    template <class T>
    std::unique_ptr<Optimizer<T>> make() const;
};

/// Adam with the constants and the epsilon form of Keras.
/// Elsewhere: keras.optimizers.Adam.
constexpr AdamOptions keras_adam(double learning_rate = 1e-3) {
    return {.learning_rate = learning_rate, .epsilon = 1e-7, .epsilon_form = EpsilonForm::hat};
}

/// Adam with the constants and the epsilon form of scikit-learn.
/// Elsewhere: sklearn.neural_network.MLPClassifier(solver="adam").
constexpr AdamOptions scikit_learn_adam(double learning_rate = 1e-3) {
    return {.learning_rate = learning_rate, .epsilon = 1e-8, .epsilon_form = EpsilonForm::hat};
}

/// The options of AdamW.
struct AdamWOptions {
    static constexpr const char* name = "AdamW";

    double learning_rate = 1e-3;
    double beta_1 = 0.9;
    double beta_2 = 0.999;
    double epsilon = 1e-8;
    EpsilonForm epsilon_form = EpsilonForm::after_correction;
    double weight_decay = 1e-2;  // decoupled: p is multiplied by 1 - learning_rate weight_decay

    static constexpr auto fields() {
        return field_list(
            Field("learning_rate", &AdamWOptions::learning_rate, Range::not_negative()),
            Field("beta_1", &AdamWOptions::beta_1, Range::below_one()),
            Field("beta_2", &AdamWOptions::beta_2, Range::below_one()),
            Field("epsilon", &AdamWOptions::epsilon, Range::not_negative()),
            Field("epsilon_form", &AdamWOptions::epsilon_form),
            Field("weight_decay", &AdamWOptions::weight_decay, Range::not_negative()));
    }

    template <class T>
    std::unique_ptr<Optimizer<T>> make() const;
};

/// The options of Adamax.
struct AdamaxOptions {
    static constexpr const char* name = "Adamax";

    double learning_rate = 2e-3;
    double beta_1 = 0.9;
    double beta_2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0;

    static constexpr auto fields() {
        return field_list(
            Field("learning_rate", &AdamaxOptions::learning_rate, Range::not_negative()),
            Field("beta_1", &AdamaxOptions::beta_1, Range::below_one()),
            Field("beta_2", &AdamaxOptions::beta_2, Range::below_one()),
            Field("epsilon", &AdamaxOptions::epsilon, Range::not_negative()),
            Field("weight_decay", &AdamaxOptions::weight_decay, Range::not_negative()));
    }

    template <class T>
    std::unique_ptr<Optimizer<T>> make() const;
};

/// The options of Nadam.
struct NadamOptions {
    static constexpr const char* name = "Nadam";

    double learning_rate = 2e-3;
    double beta_1 = 0.9;
    double beta_2 = 0.999;
    double epsilon = 1e-8;
    double momentum_decay = 4e-3;
    double weight_decay = 0;

    static constexpr auto fields() {
        return field_list(
            Field("learning_rate", &NadamOptions::learning_rate, Range::not_negative()),
            Field("beta_1", &NadamOptions::beta_1, Range::below_one()),
            Field("beta_2", &NadamOptions::beta_2, Range::below_one()),
            Field("epsilon", &NadamOptions::epsilon, Range::not_negative()),
            Field("momentum_decay", &NadamOptions::momentum_decay, Range::not_negative()),
            Field("weight_decay", &NadamOptions::weight_decay, Range::not_negative()));
    }

    template <class T>
    std::unique_ptr<Optimizer<T>> make() const;
};

namespace detail {

// The common part of Adam and its variants.
template <class T, class Options, class Scalars = kernels::AdamScalars<T>>
class AdamKind : public KernelOptimizer<T, Scalars> {
   protected:
    explicit AdamKind(const Options& options);

    // m^ / (sqrt(v^) + epsilon) = root / (1 - beta_1^t) m / (sqrt(v) + root epsilon) with
    // root = sqrt(1 - beta_2^t): both epsilon forms are one division.
    kernels::AdamScalars<T> adam_scalars(const StepContext<T>& context, EpsilonForm form,
                                         bool coupled) const;

    Options options_;
};

}  // namespace detail

/// Adam: m = beta_1 m + (1 - beta_1) g, v = beta_2 v + (1 - beta_2) g^2,
/// p -= learning_rate m^ / (sqrt(v^) + epsilon), or with EpsilonForm::hat Keras' form; g is the
/// gradient of the parameter p.
/// Units or ranges: learning_rate, epsilon, weight_decay >= 0; beta_1, beta_2 in [0, 1).
/// Initialization: m = v = 0; t counts the updates of a parameter.
/// Throws: ValueError on an option out of its range.
/// Source: Kingma and Ba 2015, algorithm 1; torch.optim.Adam; the hat form is section 2's last
/// line.
/// Elsewhere: torch.optim.Adam; keras.optimizers.Adam;
/// sklearn.neural_network.MLPClassifier(solver="adam").
template <class T = float>
class Adam final : public detail::AdamKind<T, AdamOptions> {
   public:
    explicit Adam(AdamOptions options = {}) : detail::AdamKind<T, AdamOptions>(options) {}
    explicit Adam(std::vector<Variable<T>> parameters, AdamOptions options = {}) : Adam(options) {
        this->add_group(std::move(parameters));
    }

   private:
    kernels::AdamScalars<T> scalars(const detail::StepContext<T>& context) const override {
        return this->adam_scalars(context, this->options_.epsilon_form, true);
    }
};

/// Adam with decoupled weight decay (outside m and v): p = (1 - learning_rate weight_decay) p, then
/// Adam's step. A group's l1 and l2 are part of the gradient.
/// Units or ranges: as Adam.
/// Initialization: as Adam.
/// Throws: as Adam.
/// Source: Loshchilov and Hutter 2019, algorithm 2, as torch.optim.AdamW.
/// Elsewhere: torch.optim.AdamW; keras.optimizers.AdamW.
template <class T = float>
class AdamW final : public detail::AdamKind<T, AdamWOptions> {
   public:
    explicit AdamW(AdamWOptions options = {}) : detail::AdamKind<T, AdamWOptions>(options) {}
    explicit AdamW(std::vector<Variable<T>> parameters, AdamWOptions options = {})
        : AdamW(options) {
        this->add_group(std::move(parameters));
    }

   private:
    kernels::AdamScalars<T> scalars(const detail::StepContext<T>& context) const override {
        return this->adam_scalars(context, this->options_.epsilon_form, false);
    }
};

/// Adam with a running maximum: u = max(beta_2 u, |g| + epsilon),
/// p -= learning_rate / (1 - beta_1^t) m / u.
/// Units or ranges: as Adam.
/// Initialization: m = u = 0.
/// Throws: as Adam.
/// Source: Kingma and Ba 2015, algorithm 2, with torch.optim.Adamax's epsilon.
/// Elsewhere: torch.optim.Adamax; keras.optimizers.Adamax.
template <class T = float>
class Adamax final : public detail::AdamKind<T, AdamaxOptions, kernels::AdamaxScalars<T>> {
   public:
    explicit Adamax(AdamaxOptions options = {})
        : detail::AdamKind<T, AdamaxOptions, kernels::AdamaxScalars<T>>(options) {}
    explicit Adamax(std::vector<Variable<T>> parameters, AdamaxOptions options = {})
        : Adamax(options) {
        this->add_group(std::move(parameters));
    }

   private:
    kernels::AdamaxScalars<T> scalars(const detail::StepContext<T>& context) const override;
};

/// Adam with Nesterov momentum mu_t = beta_1 (1 - 0.96^(t momentum_decay) / 2):
/// p -= learning_rate (mu_{t+1} m / (1 - M_{t+1}) + (1 - mu_t) g / (1 - M_t)) / (sqrt(v^) +
/// epsilon), M_t = mu_1 ... mu_t.
/// Units or ranges: as Adam; momentum_decay >= 0.
/// Initialization: m = v = 0.
/// Throws: as Adam.
/// Source: Dozat 2016, algorithm 2, as documented for torch.optim.NAdam with its momentum_decay.
/// (PyTorch before 2.0 computes M_{t+1} with mu_t twice; this is the documented product.)
/// Elsewhere: torch.optim.NAdam; keras.optimizers.Nadam.
template <class T = float>
class Nadam final : public detail::AdamKind<T, NadamOptions> {
   public:
    explicit Nadam(NadamOptions options = {}) : detail::AdamKind<T, NadamOptions>(options) {}
    explicit Nadam(std::vector<Variable<T>> parameters, NadamOptions options = {})
        : Nadam(options) {
        this->add_group(std::move(parameters));
    }

   private:
    double momentum(double t) const;

    kernels::AdamScalars<T> scalars(const detail::StepContext<T>& context) const override;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_OPTIMIZERS)
#include "nnlite/optimizers/adam_impl.hpp"
#endif
