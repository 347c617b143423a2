#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/kernels/gemm.hpp"

namespace nnlite {

namespace detail {

// C[rows, n] = epilogue(A[rows, k] . B) in the calling thread; panel(j) holds B from column j on.
template <class T, class Panel>
void multiply_panels(std::size_t rows, std::size_t n, std::size_t k, const MatrixView<T>& a,
                     Panel panel, T* c, std::size_t c_stride, const GemmEpilogue<T>& epilogue) {
    constexpr std::size_t width = Pack<T>::width;
    const std::size_t panel_width = n <= width ? width : gemm_packs * width;
    for (std::size_t j = 0; j < n; j += panel_width) {
        GemmPanel<T> b = panel(j);
        b.columns = std::min(panel_width, n - j);
        GemmEpilogue<T> own = epilogue;
        if (own.bias != nullptr) { own.bias += j; }
        if (b.columns > width) {
            gemm_block<T, gemm_packs>(0, rows, k, a, b, c + j, c_stride, own);
        } else {
            gemm_block<T, 1>(0, rows, k, a, b, c + j, c_stride, own);
        }
    }
}

}  // namespace detail

/// How many numbers behind B add_transposed_product() may read; it does not use them.
template <class T>
inline constexpr std::size_t product_overread = detail::gemm_packs* Pack<T>::width;

/// C[m, n] += A^T B for A[k, m] and B[k, n] with rows their stride apart, in the calling thread and
/// without memory of its own. product_overread numbers behind B must be readable.
template <class T>
void add_transposed_product(std::size_t m, std::size_t n, std::size_t k, const T* a,
                            std::size_t a_stride, const T* b, std::size_t b_stride, T* c,
                            std::size_t c_stride) {
    const auto panel = [&](std::size_t j) { return detail::GemmPanel<T>{b + j, b_stride, 0}; };
    detail::multiply_panels<T>(m, n, k, {a, a_stride, true}, panel, c, c_stride,
                               {.accumulate = true});
}

/// A matrix B[k, n] copied once into gemm's panels, for many products with few rows each.
template <class T>
class PackedMatrix {
   public:
    PackedMatrix() = default;
    PackedMatrix(std::size_t k, std::size_t n, const MatrixView<T>& b)
        : k_(k),
          n_(n),
          width_((n <= Pack<T>::width ? 1 : detail::gemm_packs) * Pack<T>::width),
          panels_(k * ((n + width_ - 1) / width_) * width_) {
        for (std::size_t j = 0; j < n; j += width_) {
            detail::pack_panel(b, k, j, std::min(width_, n - j), width_, panels_.data() + j * k);
        }
    }

    /// C[rows, n] = epilogue(A[rows, k] . B), in the calling thread; rows of A and C are their
    /// stride apart.
    void multiply(std::size_t rows, const T* a, std::size_t a_stride, T* c, std::size_t c_stride,
                  const GemmEpilogue<T>& epilogue = {}) const {
        const auto panel = [&](std::size_t j) {
            return detail::GemmPanel<T>{panels_.data() + j * k_, width_, 0};
        };
        detail::multiply_panels<T>(rows, n_, k_, {a, a_stride}, panel, c, c_stride, epilogue);
    }

   private:
    std::size_t k_ = 0, n_ = 0, width_ = 0;
    Vector<T> panels_;
};

}  // namespace nnlite
