#pragma once

#include <mutex>
#include <type_traits>
#include <xtensor-blas/xblas_config.hpp>

#include "nnlite/core/blas.hpp"
#include "nnlite/core/inline.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void blas_gemm(bool transpose_a, bool transpose_b, BlasInteger m, BlasInteger n, BlasInteger k,
               const T* a, BlasInteger lda, const T* b, BlasInteger ldb, T beta, T* c,
               BlasInteger ldc) {
    constexpr int row_major = 101, as_is = 111, transposed = 112;
    const int order_a = transpose_a ? transposed : as_is;
    const int order_b = transpose_b ? transposed : as_is;
    if constexpr (std::is_same_v<T, float>) {
        nnlite_cblas_sgemm(row_major, order_a, order_b, m, n, k, 1, a, lda, b, ldb, beta, c, ldc);
    } else {
        nnlite_cblas_dgemm(row_major, order_a, order_b, m, n, k, 1, a, lda, b, ldb, beta, c, ldc);
    }
}

NNLITE_INLINE SingleThreadBlas::SingleThreadBlas() {
    const std::scoped_lock lock(mutex_);
    if (users_++ > 0 || openblas_get_num_threads == nullptr) { return; }
    before_ = openblas_get_num_threads();
    if (before_ != 1) { openblas_set_num_threads(1); }
}

NNLITE_INLINE SingleThreadBlas::~SingleThreadBlas() {
    const std::scoped_lock lock(mutex_);
    if (--users_ == 0 && before_ != 1) { openblas_set_num_threads(before_); }
}

}  // namespace nnlite::detail
