#pragma once

#include <memory>

#include "nnlite/optimizers/adagrad.hpp"
#include "nnlite/optimizers/kernel_optimizer_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
kernels::AdagradScalars<T> Adagrad<T>::scalars(const detail::StepContext<T>& context) const {
    const double slowed = 1 + (context.t - 1) * options_.learning_rate_decay;
    return {context.penalty(), static_cast<T>(context.learning_rate / slowed),
            kernels::root_epsilon<T>(options_.epsilon)};
}

template <class T>
std::unique_ptr<Optimizer<T>> AdagradOptions::make() const {
    return std::make_unique<Adagrad<T>>(*this);
}

#ifdef NNLITE_DEFINE_OPTIMIZERS
#define NNLITE_COMPILE(T)                                                  \
    template class detail::KernelOptimizer<T, kernels::AdagradScalars<T>>; \
    template class Adagrad<T>;                                             \
    template std::unique_ptr<Optimizer<T>> AdagradOptions::make<T>() const;
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)
#undef NNLITE_COMPILE
#endif

}  // namespace nnlite
