#pragma once

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/blas.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/kernels/transpose.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// A matrix in memory: element (i, j) is data[i * row_stride + j] or, if
/// transposed, data[j * row_stride + i].
template <class T>
struct MatrixView {
    const T* data;
    std::size_t row_stride;
    bool transposed = false;
};

/// What gemm applies to a product before it stores it.
template <class T>
struct GemmEpilogue {
    bool accumulate = false;  // C += A B instead of C = A B
    const T* bias = nullptr;  // one value per column of C, added
    bool relu = false;        // max(., 0), NaN stays NaN
};

}  // namespace nnlite::kernels

namespace nnlite::inline NNLITE_ABI::detail {

// Register tile: `rows` x `packs` accumulators, chosen so that they and the operands fit the
// registers: 32 of them with AVX-512 and NEON, 16 with AVX2 and SSE.
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr std::size_t gemm_rows = 12;
#else
inline constexpr std::size_t gemm_rows = 6;
#endif
inline constexpr std::size_t gemm_packs = 2;
inline constexpr std::size_t gemm_depth = 384;  // rows of B per pass: a panel of B stays in L1
inline constexpr std::size_t gemm_unit_work = 1 << 18;   // multiply-adds of a block of rows
inline constexpr std::size_t gemm_chunk_work = 1 << 19;  // multiply-adds worth a thread

// One panel of B: `depth` rows of `columns` <= gemm_packs * width elements.
template <class T>
struct GemmPanel {
    const T* data;
    std::size_t stride;
    std::size_t columns;
};

// A product may be a sum over contiguous runs of k: run (i, j) of A is at offset i row_step + j
// column_step. A convolution's runs are the rows of its kernel.
struct GemmRuns {
    std::size_t rows = 1, row_step = 0;
    std::size_t columns = 1, column_step = 0;
};

// C[rows, columns] (+)= the sums, after an optional ReLU.
template <class T, std::size_t rows, std::size_t packs>
inline void store_tile(Pack<T> (&sum)[rows][packs], std::size_t columns, T* c, std::size_t c_stride,
                       bool accumulate, bool with_relu) {
    constexpr std::size_t width = Pack<T>::width;
    const auto store_all = [&](auto count) {  // count(p): the columns of pack p
        if (accumulate) {
#pragma GCC unroll 32
            for (std::size_t i = 0; i < rows; ++i) {
#pragma GCC unroll 4
                for (std::size_t p = 0; p < packs; ++p) {
                    sum[i][p] += load(c + i * c_stride + p * width, count(p));
                }
            }
        }
        if (with_relu) {
#pragma GCC unroll 32
            for (std::size_t i = 0; i < rows; ++i) {
#pragma GCC unroll 4
                for (std::size_t p = 0; p < packs; ++p) { sum[i][p] = relu(sum[i][p]); }
            }
        }
#pragma GCC unroll 32
        for (std::size_t i = 0; i < rows; ++i) {
#pragma GCC unroll 4
            for (std::size_t p = 0; p < packs; ++p) {
                store(c + i * c_stride + p * width, count(p), sum[i][p]);
            }
        }
    };
    if (columns >= packs * width) {
        store_all([](std::size_t) { return width; });
    } else {
        store_all([=](std::size_t p) {
            return columns > p * width ? std::min(width, columns - p * width) : 0;
        });
    }
}

// C[rows, columns] (+)= A[rows, runs x depth] . panel, with the epilogue.
template <class T, std::size_t rows, std::size_t packs, bool transposed>
void gemm_tile(std::size_t depth, const T* a, std::size_t a_stride, const GemmPanel<T>& b, T* c,
               std::size_t c_stride, const kernels::GemmEpilogue<T>& epilogue,
               const GemmRuns& runs = {}) {
    constexpr std::size_t width = Pack<T>::width;
    Pack<T> sum[rows][packs];
#pragma GCC unroll 4
    for (std::size_t p = 0; p < packs; ++p) {
        Pack<T> start(T(0));
        if (epilogue.bias != nullptr && b.columns > p * width) {
            start = load(epilogue.bias + p * width, std::min(width, b.columns - p * width));
        }
#pragma GCC unroll 32
        for (std::size_t i = 0; i < rows; ++i) { sum[i][p] = start; }
    }
    const T* row = b.data;
    for (std::size_t run_row = 0; run_row < runs.rows; ++run_row) {
        for (std::size_t run_column = 0; run_column < runs.columns; ++run_column) {
            const T* from = a + run_row * runs.row_step + run_column * runs.column_step;
            for (std::size_t k = 0; k < depth; ++k, row += b.stride) {
                Pack<T> right[packs];
#pragma GCC unroll 4
                for (std::size_t p = 0; p < packs; ++p) {
                    right[p] = Pack<T>::load(row + p * width);
                }
#pragma GCC unroll 32
                for (std::size_t i = 0; i < rows; ++i) {
                    const Pack<T> left(transposed ? from[k * a_stride + i]
                                                  : from[i * a_stride + k]);
#pragma GCC unroll 4
                    for (std::size_t p = 0; p < packs; ++p) {
                        sum[i][p] = fma(left, right[p], sum[i][p]);
                    }
                }
            }
        }
    }
    store_tile(sum, b.columns, c, c_stride, epilogue.accumulate, epilogue.relu);
}

// All rows of C times one panel of B: the largest tiles first, then smaller ones.
template <class T, std::size_t packs, bool transposed, std::size_t rows = gemm_rows>
void gemm_rows_of_panel(std::size_t count, std::size_t depth, const T* a, std::size_t a_stride,
                        const GemmPanel<T>& b, T* c, std::size_t c_stride,
                        const kernels::GemmEpilogue<T>& epilogue) {
    while (count >= rows) {
        gemm_tile<T, rows, packs, transposed>(depth, a, a_stride, b, c, c_stride, epilogue);
        a += transposed ? rows : rows * a_stride;
        c += rows * c_stride;
        count -= rows;
    }
    if constexpr (rows > 1) {
        constexpr std::size_t fewer = rows > 8 ? 8 : rows > 4 ? 4 : rows > 2 ? 2 : 1;
        if (count > 0) {
            gemm_rows_of_panel<T, packs, transposed, fewer>(count, depth, a, a_stride, b, c,
                                                            c_stride, epilogue);
        }
    }
}

// Copies panel `first_column` of B into rows of `stride` elements, padded with zeros to whole
// packs.
template <class T>
void pack_panel(const kernels::MatrixView<T>& b, std::size_t depth, std::size_t first_column,
                std::size_t columns, std::size_t stride, T* to) {
    if (depth == 0) { return; }  // B may be null
    constexpr std::size_t width = Pack<T>::width;
    if (b.transposed) {
        kernels::transpose(columns, depth, b.data + first_column * b.row_stride, b.row_stride, to,
                           stride);
        for (std::size_t k = 0; k < depth && columns < stride; ++k) {
            std::fill_n(to + k * stride + columns, stride - columns, T(0));
        }
        return;
    }
    for (std::size_t j = 0; j < stride; j += width) {
        const std::size_t count = columns > j ? std::min(width, columns - j) : 0;
        const T* from = b.data + first_column + j;
        for (std::size_t k = 0; k < depth; ++k, from += b.row_stride) {
            load(from, count).store(to + k * stride + j);
        }
    }
}

// Rows [first_row, last_row) of C times a panel that holds all of k.
template <class T, std::size_t packs>
void gemm_block(std::size_t first_row, std::size_t last_row, std::size_t k,
                const kernels::MatrixView<T>& a, const GemmPanel<T>& b, T* c, std::size_t c_stride,
                const kernels::GemmEpilogue<T>& whole) {
    for (std::size_t from = 0; from < k; from += gemm_depth) {
        const std::size_t depth = std::min(gemm_depth, k - from);
        const bool last = from + depth >= k;
        const kernels::GemmEpilogue<T> epilogue{.accumulate = whole.accumulate || from > 0,
                                                .bias = last ? whole.bias : nullptr,
                                                .relu = last && whole.relu};
        const GemmPanel<T> panel{b.data + from * b.stride, b.stride, b.columns};
        T* to = c + first_row * c_stride;
        const std::size_t rows = last_row - first_row;
        if (a.transposed) {
            gemm_rows_of_panel<T, packs, true>(rows, depth,
                                               a.data + from * a.row_stride + first_row,
                                               a.row_stride, panel, to, c_stride, epilogue);
        } else {
            gemm_rows_of_panel<T, packs, false>(rows, depth,
                                                a.data + first_row * a.row_stride + from,
                                                a.row_stride, panel, to, c_stride, epilogue);
        }
    }
}

template <class T>
void gemm_own(std::size_t m, std::size_t n, std::size_t k, const kernels::MatrixView<T>& a,
              const kernels::MatrixView<T>& b, T* c, std::size_t c_stride,
              const kernels::GemmEpilogue<T>& epilogue) {
    constexpr std::size_t width = Pack<T>::width;
    const std::size_t panel_width = n <= width ? width : gemm_packs * width;
    const std::size_t panels = (n + panel_width - 1) / panel_width;
    const bool pack_all = b.transposed || (m >= 256 && b.row_stride >= 1024);
    const std::size_t first_packed = pack_all ? 0 : n / panel_width;
    const std::size_t packed_stride = panel_width;
    Vector<T> packed((panels - first_packed) * packed_stride * k);
    parallel_for(panels - first_packed, 1 + 32768 / (1 + k * panel_width),
                 [&](std::size_t begin, std::size_t end) {
                     for (std::size_t p = begin; p < end; ++p) {
                         const std::size_t column = (first_packed + p) * panel_width;
                         pack_panel(b, k, column, std::min(panel_width, n - column), packed_stride,
                                    packed.data() + p * packed_stride * k);
                     }
                 });
    // The unit of work is a block of rows times one panel; consecutive units share the panel.
    const std::size_t tile_work = gemm_rows * panel_width * k;
    const std::size_t block = gemm_rows * std::max<std::size_t>(1, gemm_unit_work / tile_work);
    const std::size_t blocks = (m + block - 1) / block;
    const std::size_t unit_work = std::min(block, m) * panel_width * k;
    const std::size_t grain = std::max<std::size_t>(1, gemm_chunk_work / unit_work);
    parallel_for(panels * blocks, grain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t unit = begin; unit < end; ++unit) {
            const std::size_t p = unit / blocks;
            const std::size_t first_row = unit % blocks * block;
            const std::size_t last_row = std::min(m, first_row + block);
            const std::size_t column = p * panel_width;
            GemmPanel<T> panel{b.data + column, b.row_stride, std::min(panel_width, n - column)};
            if (p >= first_packed) {
                panel.data = packed.data() + (p - first_packed) * packed_stride * k;
                panel.stride = packed_stride;
            }
            kernels::GemmEpilogue<T> own = epilogue;
            if (own.bias != nullptr) { own.bias += column; }
            if (panel.columns > width) {
                gemm_block<T, gemm_packs>(first_row, last_row, k, a, panel, c + column, c_stride,
                                          own);
            } else {
                gemm_block<T, 1>(first_row, last_row, k, a, panel, c + column, c_stride, own);
            }
        }
    });
}

// Bias and ReLU of rows [begin, end) that already hold the product.
template <class T>
void finish_rows(std::size_t begin, std::size_t end, std::size_t n, T* c, std::size_t c_stride,
                 const kernels::GemmEpilogue<T>& epilogue) {
    for (std::size_t i = begin; i < end; ++i) {
        T* row = c + i * c_stride;
        for (std::size_t j = 0; j < n; ++j) {
            if (epilogue.bias != nullptr) { row[j] += epilogue.bias[j]; }
            if (epilogue.relu && row[j] < T(0)) { row[j] = T(0); }
        }
    }
}

// The product for k = 0, empty sums: A and B, which may be null, are not read.
template <class T>
void gemm_of_nothing(std::size_t m, std::size_t n, T* c, std::size_t c_stride,
                     const kernels::GemmEpilogue<T>& epilogue) {
    for (std::size_t i = 0; i < m && !epilogue.accumulate; ++i) {
        std::fill_n(c + i * c_stride, n, T(0));
    }
    finish_rows(0, m, n, c, c_stride, epilogue);
}

template <class T>
void gemm_blas(std::size_t m, std::size_t n, std::size_t k, const kernels::MatrixView<T>& a,
               const kernels::MatrixView<T>& b, T* c, std::size_t c_stride,
               const kernels::GemmEpilogue<T>& epilogue) {
    const SingleThreadBlas single;
    const std::size_t rows = std::max<std::size_t>(16, gemm_chunk_work * 4 / (n * k));
    parallel_for(m, rows, [&](std::size_t begin, std::size_t end) {
        const T* left = a.data + (a.transposed ? begin : begin * a.row_stride);
        const auto integer = [](std::size_t size) { return static_cast<BlasInteger>(size); };
        blas_gemm(a.transposed, b.transposed, integer(end - begin), integer(n), integer(k), left,
                  integer(a.row_stride), b.data, integer(b.row_stride),
                  epilogue.accumulate ? T(1) : T(0), c + begin * c_stride, integer(c_stride));
        finish_rows(begin, end, n, c, c_stride, epilogue);
    });
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// C[m, n] = epilogue(A[m, k] . B[k, n]); C is row-major with rows c_stride apart and must not
/// overlap A or B. Each element is one sum over k in ascending order, whatever the thread count and
/// m. In a build with short SIMD registers, larger products go to OpenBLAS, which chooses its
/// kernel for the processor at run time.
template <class T>
void gemm(std::size_t m, std::size_t n, std::size_t k, const MatrixView<T>& a,
          const MatrixView<T>& b, T* c, std::size_t c_stride,
          const GemmEpilogue<T>& epilogue = {}) {
    if (m == 0 || n == 0) { return; }
    if (k == 0) { return detail::gemm_of_nothing(m, n, c, c_stride, epilogue); }
    constexpr bool short_registers = sizeof(T) * Pack<T>::width < 32;
    if (short_registers && m * n * k > 65536) {
        detail::gemm_blas(m, n, k, a, b, c, c_stride, epilogue);
    } else {
        detail::gemm_own(m, n, k, a, b, c, c_stride, epilogue);
    }
}

}  // namespace nnlite::kernels
