#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/kernels/gemm.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// C[rows, n] = epilogue(A[rows, k] . B) in the calling thread; panel(j) holds B from column j on.
template <class T, class Panel>
void multiply_panels(std::size_t rows, std::size_t n, std::size_t k,
                     const kernels::MatrixView<T>& a, Panel panel, T* c, std::size_t c_stride,
                     const kernels::GemmEpilogue<T>& epilogue) {
    if (rows == 0 || n == 0) { return; }
    if (k == 0) { return gemm_of_nothing(rows, n, c, c_stride, epilogue); }
    constexpr std::size_t width = Pack<T>::width;
    const std::size_t panel_width = n <= width ? width : gemm_packs * width;
    for (std::size_t j = 0; j < n; j += panel_width) {
        GemmPanel<T> b = panel(j);
        b.columns = std::min(panel_width, n - j);
        kernels::GemmEpilogue<T> own = epilogue;
        if (own.bias != nullptr) { own.bias += j; }
        if (b.columns > width) {
            gemm_block<T, gemm_packs>(0, rows, k, a, b, c + j, c_stride, own);
        } else {
            gemm_block<T, 1>(0, rows, k, a, b, c + j, c_stride, own);
        }
    }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// The number of elements behind B that add_transposed_product() may read; it does not use them.
template <class T>
inline constexpr std::size_t product_overread = detail::gemm_packs* Pack<T>::width;

/// C[m, n] += A^T B for A[k, m] and B[k, n] with row strides, in the calling thread and without
/// allocating memory. product_overread elements behind B must be readable.
template <class T>
void add_transposed_product(std::size_t m, std::size_t n, std::size_t k, const T* a,
                            std::size_t a_stride, const T* b, std::size_t b_stride, T* c,
                            std::size_t c_stride) {
    const auto panel = [&](std::size_t j) { return detail::GemmPanel<T>{b + j, b_stride, 0}; };
    detail::multiply_panels<T>(m, n, k, {a, a_stride, true}, panel, c, c_stride,
                               {.accumulate = true});
}

/// The layout of a matrix B[k, n] in gemm's panels, for many products with few rows each.
template <class T>
struct PackedLayout {
    std::size_t k = 0, n = 0;

    std::size_t panel_width() const {
        return (n <= Pack<T>::width ? 1 : detail::gemm_packs) * Pack<T>::width;
    }
    /// The number of elements.
    std::size_t size() const {
        return k * ((n + panel_width() - 1) / panel_width()) * panel_width();
    }

    void pack(const MatrixView<T>& b, T* packed) const {
        const std::size_t width = panel_width();
        for (std::size_t j = 0; j < n; j += width) {
            detail::pack_panel(b, k, j, std::min(width, n - j), width, packed + j * k);
        }
    }

    /// C[rows, n] = epilogue(A[rows, k] . B), in the calling thread; A and C have row strides.
    void multiply(std::size_t rows, const T* a, std::size_t a_stride, const T* packed, T* c,
                  std::size_t c_stride, const GemmEpilogue<T>& epilogue = {}) const {
        const auto panel = [&](std::size_t j) {
            return detail::GemmPanel<T>{packed + j * k, panel_width(), 0};
        };
        detail::multiply_panels<T>(rows, n, k, {a, a_stride}, panel, c, c_stride, epilogue);
    }
};

/// A matrix B[k, n] in gemm's panels for products with `rows` rows in total. Panels that profit are
/// copied once; the others are read in place, so B must outlive this object.
template <class T>
class PackedMatrix {
   public:
    PackedMatrix() = default;
    PackedMatrix(std::size_t k, std::size_t n, const MatrixView<T>& b, std::size_t rows)
        : layout_{k, n}, b_(b) {
        const std::size_t width = layout_.panel_width();
        const bool pack_all = k == 0 || b.transposed || (rows >= 256 && b.row_stride >= 1024);
        first_packed_ = pack_all ? 0 : n / width * width;
        packed_ = {k, n - first_packed_};
        panels_.resize(packed_.size());
        packed_.pack({b.data + (b.transposed ? 0 : first_packed_), b.row_stride, b.transposed},
                     panels_.data());
    }

    /// C[rows, n] = epilogue(A[rows, k] . B), in the calling thread; A and C have row strides.
    void multiply(std::size_t rows, const T* a, std::size_t a_stride, T* c, std::size_t c_stride,
                  const GemmEpilogue<T>& epilogue = {}) const {
        const auto panel = [&](std::size_t j) {
            return j < first_packed_
                       ? detail::GemmPanel<T>{b_.data + j, b_.row_stride, 0}
                       : detail::GemmPanel<T>{panels_.data() + (j - first_packed_) * layout_.k,
                                              packed_.panel_width(), 0};
        };
        detail::multiply_panels<T>(rows, layout_.n, layout_.k, {a, a_stride}, panel, c, c_stride,
                                   epilogue);
    }

   private:
    PackedLayout<T> layout_, packed_;  // of B, of the columns from first_packed_ on
    MatrixView<T> b_{};
    std::size_t first_packed_ = 0;
    detail::Vector<T> panels_;
};

}  // namespace nnlite::kernels
