#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/kernels/gemm.hpp"

namespace nnlite {

/// A matrix B[k, n] copied once into gemm's panels, for many products with few rows each.
template <class T>
class PackedMatrix {
   public:
    PackedMatrix() = default;
    PackedMatrix(std::size_t k, std::size_t n, const MatrixView<T>& b)
        : k_(k),
          n_(n),
          width_(n <= Pack<T>::width ? Pack<T>::width : wide),
          panels_(k * columns()) {
        for (std::size_t j = 0; j < n; j += width_) {
            detail::pack_panel(b, k, j, std::min(width_, n - j), width_, panels_.data() + j * k);
        }
    }

    /// C[rows, n] = epilogue(A[rows, k] . B), in the calling thread; rows of A and C are their
    /// stride apart.
    void multiply(std::size_t rows, const T* a, std::size_t a_stride, T* c, std::size_t c_stride,
                  const GemmEpilogue<T>& epilogue = {}) const {
        for (std::size_t j = 0; j < n_; j += width_) {
            const detail::GemmPanel<T> panel{panels_.data() + j * k_, width_,
                                             std::min(width_, n_ - j)};
            GemmEpilogue<T> own = epilogue;
            if (own.bias != nullptr) { own.bias += j; }
            if (panel.columns > Pack<T>::width) {
                detail::gemm_block<T, detail::gemm_packs>(0, rows, k_, {a, a_stride}, panel, c + j,
                                                          c_stride, own);
            } else {
                detail::gemm_block<T, 1>(0, rows, k_, {a, a_stride}, panel, c + j, c_stride, own);
            }
        }
    }

   private:
    static constexpr std::size_t wide = detail::gemm_packs * Pack<T>::width;
    std::size_t columns() const { return (n_ + width_ - 1) / width_ * width_; }

    std::size_t k_ = 0, n_ = 0, width_ = wide;
    Vector<T> panels_;
};

}  // namespace nnlite
