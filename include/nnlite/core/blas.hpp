#pragma once

// The only place that names a BLAS: xtensor-blas says which integers it takes.

#include <cblas.h>

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
    SingleThreadBlas()
        : before_(openblas_get_num_threads != nullptr ? openblas_get_num_threads() : 1) {
        if (before_ != 1) { openblas_set_num_threads(1); }
    }
    ~SingleThreadBlas() {
        if (before_ != 1) { openblas_set_num_threads(before_); }
    }
    SingleThreadBlas(const SingleThreadBlas&) = delete;
    SingleThreadBlas& operator=(const SingleThreadBlas&) = delete;

   private:
    int before_;
};

using BlasInteger = xt::blas_index_t;

}  // namespace nnlite::detail
