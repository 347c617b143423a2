#pragma once

// The only place that names a BLAS: xtensor-blas defines its integer type.

#include <mutex>

#if __has_include(<xtensor-blas/xblas_config.hpp>)
#include <xtensor-blas/xblas_config.hpp>

#include "nnlite/core/abi.hpp"
#endif

#ifndef HAVE_CBLAS
#error "nnlite needs xtensor-blas with a CBLAS (OpenBLAS); its fallback is thirty times slower"
#endif

// Weak: null with another CBLAS, whose threads nnlite does not control.
extern "C" __attribute__((weak)) void openblas_set_num_threads(int threads);
extern "C" __attribute__((weak)) int openblas_get_num_threads(void);

namespace nnlite::inline NNLITE_ABI::detail {

using BlasInteger = xt::blas_index_t;

// cblas_sgemm and cblas_dgemm under other names. <cblas.h> and xtensor-blas's copy of it define the
// same types, so a program cannot include both: this header includes neither.
#define NNLITE_TEXT_OF(x) #x
#define NNLITE_SYMBOL(prefix, name) __asm__(NNLITE_TEXT_OF(prefix) name)
extern "C" void nnlite_cblas_sgemm(int layout, int transpose_a, int transpose_b, BlasInteger m,
                                   BlasInteger n, BlasInteger k, float alpha, const float* a,
                                   BlasInteger lda, const float* b, BlasInteger ldb, float beta,
                                   float* c, BlasInteger ldc)
    NNLITE_SYMBOL(__USER_LABEL_PREFIX__, "cblas_sgemm");
extern "C" void nnlite_cblas_dgemm(int layout, int transpose_a, int transpose_b, BlasInteger m,
                                   BlasInteger n, BlasInteger k, double alpha, const double* a,
                                   BlasInteger lda, const double* b, BlasInteger ldb, double beta,
                                   double* c, BlasInteger ldc)
    NNLITE_SYMBOL(__USER_LABEL_PREFIX__, "cblas_dgemm");
#undef NNLITE_SYMBOL
#undef NNLITE_TEXT_OF

// C = A B + beta C, row-major, where A and B may be stored transposed.
template <class T>
void blas_gemm(bool transpose_a, bool transpose_b, BlasInteger m, BlasInteger n, BlasInteger k,
               const T* a, BlasInteger lda, const T* b, BlasInteger ldb, T beta, T* c,
               BlasInteger ldc);

// While it lives, OpenBLAS uses the calling thread only: nnlite's threads call it.
class SingleThreadBlas {
   public:
    SingleThreadBlas();
    ~SingleThreadBlas();
    SingleThreadBlas(const SingleThreadBlas&) = delete;
    SingleThreadBlas& operator=(const SingleThreadBlas&) = delete;

   private:
    // Several may exist at a time: the first sets the number, the last one restores it.
    static inline std::mutex mutex_;
    static inline int users_ = 0, before_ = 1;
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/core/blas_impl.hpp"
#endif
