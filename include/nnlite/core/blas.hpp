#pragma once

// The only place that names a BLAS: xtensor-blas says which integers it takes.

#include <cblas.h>

#include <mutex>

#if __has_include(<xtensor-blas/xblas_config.hpp>)
#include <xtensor-blas/xblas_config.hpp>
#endif

#ifndef HAVE_CBLAS
#error "nnlite needs xtensor-blas with a CBLAS (OpenBLAS); its fallback is thirty times slower"
#endif

// Weak: null with another CBLAS, whose threads are its own affair.
extern "C" __attribute__((weak)) void openblas_set_num_threads(int threads);
extern "C" __attribute__((weak)) int openblas_get_num_threads(void);

namespace nnlite::detail {

// While it lives, OpenBLAS works in the calling thread only: nnlite's threads are above it.
class SingleThreadBlas {
   public:
    SingleThreadBlas() {
        const std::scoped_lock lock(mutex_);
        if (users_++ > 0 || openblas_get_num_threads == nullptr) { return; }
        before_ = openblas_get_num_threads();
        if (before_ != 1) { openblas_set_num_threads(1); }
    }
    ~SingleThreadBlas() {
        const std::scoped_lock lock(mutex_);
        if (--users_ == 0 && before_ != 1) { openblas_set_num_threads(before_); }
    }
    SingleThreadBlas(const SingleThreadBlas&) = delete;
    SingleThreadBlas& operator=(const SingleThreadBlas&) = delete;

   private:
    // Several threads may be inside: the first sets the number, the last one restores it.
    static inline std::mutex mutex_;
    static inline int users_ = 0, before_ = 1;
};

using BlasInteger = xt::blas_index_t;

}  // namespace nnlite::detail
