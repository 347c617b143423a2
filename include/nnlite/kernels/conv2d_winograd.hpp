#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/thread_rooms.hpp"
#include "nnlite/kernels/conv2d_result.hpp"
#include "nnlite/kernels/conv2d_winograd_tiles.hpp"
#include "nnlite/kernels/gemm.hpp"
#include "nnlite/kernels/transpose.hpp"
#include "nnlite/kernels/winograd_transform.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// U of kernels [3, 3, in, out], [in, out] at each tap: G g G^T; transposed to [out, in] if the
// kernels come as [3, 3, out, in].
template <class T, std::size_t m>
void winograd_kernels(const WinogradTiles<T, m>& tiles, const T* w, std::size_t rows,
                      std::size_t columns, T* kernels) {
    constexpr std::size_t width = Pack<T>::width;
    const std::size_t stride = (columns + width - 1) / width * width;
    parallel_for(rows, 1 + 4096 / stride, [&](std::size_t begin, std::size_t end) {
        for (std::size_t r = begin; r < end; ++r) {
            for_packs<T>(columns, [&](std::size_t c, std::size_t part) {
                transform_square<T, 3, m + 2, Winograd<T, m>::kernel>(
                    [&](std::size_t i, std::size_t j) {
                        return load(w + ((i * 3 + j) * rows + r) * columns + c, part);
                    },
                    [&](std::size_t i, std::size_t j, Pack<T> value) {
                        value.store(kernels + (i * (m + 2) + j) * tiles.kernel_tap + r * stride +
                                    c);
                    });
            });
        }
    });
}

// C[tap] = A[tap] . B[tap] for `taps` matrices; each is row-major, its rows padded to whole packs.
template <class T>
struct TapMatrices {
    T* data;
    std::size_t tap, stride;
};
template <class T, bool transposed>
void tap_products(std::size_t taps, std::size_t rows, std::size_t depth,
                  const TapMatrices<const T>& a, const TapMatrices<const T>& b,
                  const TapMatrices<T>& c, bool accumulate) {
    constexpr std::size_t width = Pack<T>::width;
    for (std::size_t i = 0; i < taps; ++i) {
        for (std::size_t column = 0; column < b.stride;) {
            const std::size_t left = (b.stride - column) / width;
            const std::size_t packs = left >= 4 ? 4 : left >= 2 ? 2 : 1;
            const GemmPanel<T> panel{b.data + i * b.tap + column, b.stride, packs * width};
            const auto multiply =
                packs == 4   ? gemm_rows_of_panel<T, 4, transposed, gemm_rows * gemm_packs / 4>
                : packs == 2 ? gemm_rows_of_panel<T, 2, transposed, gemm_rows * gemm_packs / 2>
                             : gemm_rows_of_panel<T, 1, transposed, gemm_rows>;
            multiply(rows, depth, a.data + i * a.tap, a.stride, panel, c.data + i * c.tap + column,
                     c.stride, {.accumulate = accumulate});
            column += packs * width;
        }
    }
}

template <class T, std::size_t m>
void winograd_forward(const kernels::Conv2dShape& s, const T* x, const T* w, const T* bias,
                      bool relu, const ConvResult<T>& result) {
    const WinogradTiles<T, m> tiles(s, result.position != nullptr);
    const Workspace<T> kernels(tiles.taps * tiles.kernel_tap);
    const ThreadRooms<T> rooms(tiles.room());
    winograd_kernels(tiles, w, s.in, s.out, kernels.data());
    parallel_for(
        (tiles.count() + tiles.block - 1) / tiles.block, 1, [&](std::size_t unit, std::size_t) {
            T* room = rooms.own();
            const std::size_t first = unit * tiles.block,
                              last = std::min(tiles.count(), first + tiles.block);
            winograd_input(tiles, x, first, last, room);
            tap_products<T, false>(tiles.taps, last - first, s.in, {room, tiles.in_tap, tiles.in},
                                   {kernels.data(), tiles.kernel_tap, tiles.out},
                                   {tiles.products_in(room), tiles.out_tap, tiles.out}, false);
            winograd_output(tiles, room, first, last, bias, relu, result);
        });
}

// dw from the chunks' dU: the sum of G^T du G.
template <class T, std::size_t m>
void winograd_kernel_gradient(const WinogradTiles<T, m>& tiles, const T* sums, std::size_t shares,
                              T* dw) {
    const kernels::Conv2dShape& s = tiles.s;
    parallel_for(s.in, 1 + 1024 / tiles.out, [&](std::size_t begin, std::size_t end) {
        for (std::size_t c = begin; c < end; ++c) {
            for_packs<T>(s.out, [&](std::size_t k, std::size_t part) {
                transform_square<T, m + 2, 3, Winograd<T, m>::kernel_gradient>(
                    [&](std::size_t i, std::size_t j) {
                        const T* u = sums + (i * (m + 2) + j) * tiles.kernel_tap + c * tiles.out;
                        Pack<T> sum(T(0));
                        for (std::size_t share = 0; share < shares; ++share) {
                            sum += Pack<T>::load(u + share * tiles.taps * tiles.kernel_tap + k);
                        }
                        return sum;
                    },
                    [&](std::size_t i, std::size_t j, Pack<T> value) {
                        store(dw + ((i * 3 + j) * s.in + c) * s.out + k, part, value);
                    });
            });
        }
    });
}

// dx and dw, each unless it is null; both use dP.
template <class T, std::size_t m>
void winograd_backward(const kernels::Conv2dShape& s, const T* x, const ConvSlope<T>& slope,
                       const T* w, T* dx, T* dw) {
    const WinogradTiles<T, m> tiles(s, slope.position != nullptr);
    const ThreadRooms<T> rooms(tiles.room());
    const std::size_t kernel_size = tiles.taps * tiles.kernel_tap;
    const Workspace<T> kernels(dx != nullptr ? kernel_size : 0);
    if (dx != nullptr) {
        const std::size_t tap_size = s.in * s.out;
        const Workspace<T> turned(9 * tap_size);
        for (std::size_t tap = 0; tap < 9; ++tap) {
            kernels::transpose(s.in, s.out, w + tap * tap_size, s.out,
                               turned.data() + tap * tap_size, s.in);
        }
        winograd_kernels(tiles, turned.data(), s.out, s.in, kernels.data());
    }
    const std::size_t images = dw != nullptr
                                   ? images_of_share(s.batch, kernel_size, tiles.count() / 64)
                                   : std::max<std::size_t>(1, tiles.block / tiles.per_image());
    const std::size_t shares = dw != nullptr ? (s.batch + images - 1) / images : 0;
    const Workspace<T> sums(shares * kernel_size);
    const std::size_t image = s.height * s.width * s.in;
    parallel_for(s.batch, images, [&](std::size_t begin, std::size_t end) {
        T* v = rooms.own();
        T* p = tiles.products_in(v);
        if (dx != nullptr) { std::fill_n(dx + begin * image, (end - begin) * image, T(0)); }
        for (std::size_t first = begin * tiles.per_image(); first < end * tiles.per_image();
             first += tiles.block) {
            const std::size_t last = std::min(end * tiles.per_image(), first + tiles.block);
            winograd_output_gradient(tiles, slope, first, last, v);
            if (dw != nullptr) {
                winograd_input(tiles, x, first, last, v);
                tap_products<T, true>(
                    tiles.taps, s.in, last - first, {v, tiles.in_tap, tiles.in},
                    {p, tiles.out_tap, tiles.out},
                    {sums.data() + begin / images * kernel_size, tiles.kernel_tap, tiles.out},
                    first > begin * tiles.per_image());
            }
            if (dx != nullptr) {
                tap_products<T, false>(tiles.taps, last - first, s.out,
                                       {p, tiles.out_tap, tiles.out},
                                       {kernels.data(), tiles.kernel_tap, tiles.in},
                                       {v, tiles.in_tap, tiles.in}, false);
                winograd_input_gradient(tiles, v, first, last, dx);
            }
        }
    });
    if (dw != nullptr) { winograd_kernel_gradient(tiles, sums.data(), shares, dw); }
}

}  // namespace nnlite::detail
