#pragma once

#include <cstddef>

#include "nnlite/optimizers/optimizer.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// An optimizer with a kernel that takes Scalars.
template <class T, class Scalars>
class KernelOptimizer : public Optimizer<T> {
   protected:
    using Optimizer<T>::Optimizer;

   private:
    virtual Scalars scalars(const StepContext<T>& context) const = 0;

    void resize(std::size_t parameters) final { scalars_.resize(parameters); }
    void set_scalars(std::size_t i, const StepContext<T>& context) final {
        scalars_[i] = scalars(context);
    }
    void copy_scalars(std::size_t i, std::size_t from) final { scalars_[i] = scalars_[from]; }
    void update(std::size_t i, std::size_t count, T* value, const T* gradient, T* state,
                std::size_t stride) const final;

    Vector<Scalars> scalars_;
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/optimizers/kernel_optimizer_impl.hpp"
#endif
