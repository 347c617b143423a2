#pragma once

#include <memory>

#include "nnlite/optimizers/kernel_optimizer_impl.hpp"
#include "nnlite/optimizers/rmsprop.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
kernels::RMSpropScalars<T> RMSprop<T>::scalars(const detail::StepContext<T>& context) const {
    return {context.penalty(),
            static_cast<T>(options_.alpha),
            static_cast<T>(1 - options_.alpha),
            static_cast<T>(context.learning_rate),
            kernels::root_epsilon<T>(options_.epsilon),
            static_cast<T>(options_.momentum),
            options_.centered};
}

template <class T>
std::unique_ptr<Optimizer<T>> RMSpropOptions::make() const {
    return std::make_unique<RMSprop<T>>(*this);
}

#ifdef NNLITE_DEFINE_OPTIMIZERS
#define NNLITE_COMPILE(T)                                                  \
    template class detail::KernelOptimizer<T, kernels::RMSpropScalars<T>>; \
    template class RMSprop<T>;                                             \
    template std::unique_ptr<Optimizer<T>> RMSpropOptions::make<T>() const;
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)
#undef NNLITE_COMPILE
#endif

}  // namespace nnlite
