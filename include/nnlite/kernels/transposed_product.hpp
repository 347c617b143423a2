#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/kernels/gemm.hpp"

namespace nnlite {

/// C[m, n] = A^T B, or C += A^T B, of A[k, m] and B[k, n] in the calling thread, k > 0. Rows are
/// their stride apart; those of B are whole packs, also past n.
template <class T>
void transposed_product(std::size_t m, std::size_t n, std::size_t k, const T* a,
                        std::size_t a_stride, const T* b, std::size_t b_stride, T* c,
                        std::size_t c_stride, bool accumulate) {
    constexpr std::size_t width = Pack<T>::width, panel_width = detail::gemm_packs * width;
    for (std::size_t j = 0; j < n; j += panel_width) {
        const detail::GemmPanel<T> panel{b + j, b_stride, std::min(panel_width, n - j)};
        const auto block = panel.columns > width ? detail::gemm_block<T, detail::gemm_packs>
                                                 : detail::gemm_block<T, 1>;
        block(0, m, k, {a, a_stride, true}, panel, c + j, c_stride, {.accumulate = accumulate});
    }
}

}  // namespace nnlite
