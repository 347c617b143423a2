#pragma once

#include <cmath>
#include <memory>

#include "nnlite/optimizers/adam.hpp"
#include "nnlite/optimizers/kernel_optimizer_impl.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T, class Options, class Scalars>
AdamKind<T, Options, Scalars>::AdamKind(const Options& options)
    : KernelOptimizer<T, Scalars>({options.name, options.learning_rate, options.weight_decay, 2}),
      options_(options) {
    require_in_range(options.name, options);
}

template <class T, class Options, class Scalars>
kernels::AdamScalars<T> AdamKind<T, Options, Scalars>::adam_scalars(const StepContext<T>& context,
                                                                    EpsilonForm form,
                                                                    bool coupled) const {
    const Options& o = options_;
    const double root = std::sqrt(1 - std::pow(o.beta_2, context.t));
    const double epsilon = form == EpsilonForm::hat ? o.epsilon : root * o.epsilon;
    const double shrink = coupled ? 1 : 1 - context.learning_rate * context.weight_decay;
    const double rate = context.learning_rate * root / (1 - std::pow(o.beta_1, context.t));
    return {context.penalty(coupled),
            static_cast<T>(o.beta_1),
            static_cast<T>(1 - o.beta_1),
            static_cast<T>(o.beta_2),
            static_cast<T>(1 - o.beta_2),
            static_cast<T>(shrink),
            static_cast<T>(rate),
            T(0),
            kernels::root_epsilon<T>(epsilon)};
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
kernels::AdamaxScalars<T> Adamax<T>::scalars(const detail::StepContext<T>& context) const {
    const AdamaxOptions& o = this->options_;
    return {context.penalty(),
            static_cast<T>(o.beta_1),
            static_cast<T>(1 - o.beta_1),
            static_cast<T>(o.beta_2),
            static_cast<T>(context.learning_rate / (1 - std::pow(o.beta_1, context.t))),
            kernels::root_epsilon<T>(o.epsilon)};
}

template <class T>
double Nadam<T>::momentum(double t) const {
    const NadamOptions& o = this->options_;
    return o.beta_1 * (1 - 0.5 * std::pow(0.96, t * o.momentum_decay));
}

template <class T>
kernels::AdamScalars<T> Nadam<T>::scalars(const detail::StepContext<T>& context) const {
    const double now = momentum(context.t), next = momentum(context.t + 1);
    T& memory = *context.memory;
    memory = context.t == 1 ? T(now) : memory * T(now);
    const double product = static_cast<double>(memory);
    kernels::AdamScalars<T> result =
        this->adam_scalars(context, EpsilonForm::after_correction, true);
    const double root = std::sqrt(1 - std::pow(this->options_.beta_2, context.t));
    const double rate = context.learning_rate * root;
    result.rate = static_cast<T>(rate * next / (1 - product * next));
    result.nesterov_rate = static_cast<T>(rate * (1 - now) / (1 - product));
    return result;
}

template <class T>
std::unique_ptr<Optimizer<T>> AdamOptions::make() const {
    return std::make_unique<Adam<T>>(*this);
}

template <class T>
std::unique_ptr<Optimizer<T>> AdamWOptions::make() const {
    return std::make_unique<AdamW<T>>(*this);
}

template <class T>
std::unique_ptr<Optimizer<T>> AdamaxOptions::make() const {
    return std::make_unique<Adamax<T>>(*this);
}

template <class T>
std::unique_ptr<Optimizer<T>> NadamOptions::make() const {
    return std::make_unique<Nadam<T>>(*this);
}

#ifdef NNLITE_DEFINE_OPTIMIZERS
#define NNLITE_COMPILE(T)                                                         \
    template class detail::KernelOptimizer<T, kernels::AdamScalars<T>>;           \
    template class detail::KernelOptimizer<T, kernels::AdamaxScalars<T>>;         \
    template class detail::AdamKind<T, AdamOptions>;                              \
    template class detail::AdamKind<T, AdamWOptions>;                             \
    template class detail::AdamKind<T, AdamaxOptions, kernels::AdamaxScalars<T>>; \
    template class detail::AdamKind<T, NadamOptions>;                             \
    template class Adamax<T>;                                                     \
    template class Nadam<T>;                                                      \
    template std::unique_ptr<Optimizer<T>> AdamOptions::make<T>() const;          \
    template std::unique_ptr<Optimizer<T>> AdamWOptions::make<T>() const;         \
    template std::unique_ptr<Optimizer<T>> AdamaxOptions::make<T>() const;        \
    template std::unique_ptr<Optimizer<T>> NadamOptions::make<T>() const;
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)
#undef NNLITE_COMPILE
#endif

}  // namespace nnlite
