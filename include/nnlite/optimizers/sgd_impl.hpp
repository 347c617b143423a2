#pragma once

#include <memory>

#include "nnlite/fields/fields.hpp"
#include "nnlite/optimizers/kernel_optimizer_impl.hpp"
#include "nnlite/optimizers/sgd.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
SGD<T>::SGD(SGDOptions options)
    : detail::KernelOptimizer<T, kernels::SGDScalars<T>>({options.name, options.learning_rate,
                                                          options.weight_decay,
                                                          options.momentum != 0 ? 1U : 0U}),
      options_(options) {
    detail::require_in_range(options.name, options);
    if (options.nesterov && options.momentum == 0) {
        fail<ValueError>("SGD: expected momentum > 0 with nesterov, got 0");
    }
}

template <class T>
kernels::SGDScalars<T> SGD<T>::scalars(const detail::StepContext<T>& context) const {
    const T rate = static_cast<T>(context.learning_rate), one = T(1);
    const bool steps = options_.momentum_form == MomentumForm::steps;
    return {context.penalty(), steps ? one : rate, static_cast<T>(options_.momentum),
            options_.nesterov, steps ? rate : one};
}

template <class T>
std::unique_ptr<Optimizer<T>> SGDOptions::make() const {
    return std::make_unique<SGD<T>>(*this);
}

#ifdef NNLITE_DEFINE_OPTIMIZERS
#define NNLITE_COMPILE(T)                                              \
    template class detail::KernelOptimizer<T, kernels::SGDScalars<T>>; \
    template class SGD<T>;                                             \
    template std::unique_ptr<Optimizer<T>> SGDOptions::make<T>() const;
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)
#undef NNLITE_COMPILE
#endif

}  // namespace nnlite
