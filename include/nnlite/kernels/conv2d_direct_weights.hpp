#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/thread_rooms.hpp"
#include "nnlite/kernels/conv2d_frame.hpp"
#include "nnlite/kernels/conv2d_result.hpp"
#include "nnlite/kernels/gemm.hpp"
#include "nnlite/kernels/reduce.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The positions in a framed image of the elements for one kernel gradient.
struct KernelGradientPlan {
    std::size_t height, width, row_step, pixel_step;  // of result pixels
    Vector<std::size_t> offset;  // of each row of dw, from a group's first element at a pixel

    KernelGradientPlan(const kernels::Conv2dShape& s, std::size_t framed_width)
        : height(s.out_height()),
          width(s.out_width()),
          row_step(s.stride_height * framed_width * s.in),
          pixel_step(s.stride_width * s.in) {
        for (std::size_t i = 0; i < s.kernel_height; ++i) {
            for (std::size_t j = 0; j < s.kernel_width; ++j) {
                const std::size_t pixel =
                    i * s.dilation_height * framed_width + j * s.dilation_width;
                for (std::size_t c = 0; c < s.in / s.groups; ++c) {
                    offset.push_back(pixel * s.in + c);
                }
            }
        }
    }
};

// Rows of dw += the sum over an image's result pixels of x times dy, for a panel of dy's channels;
// row i belongs to the element at `offset[i]`, or at `offset[0] + i` if they are adjacent, after x.
template <class T, std::size_t rows, std::size_t packs, bool neighbours>
void kernel_gradient_tile(const KernelGradientPlan& plan, const T* x, const std::size_t* offset,
                          const GemmPanel<T>& dy, T* dw, std::size_t dw_stride) {
    constexpr std::size_t width = Pack<T>::width;
    Pack<T> sum[rows][packs];
#pragma GCC unroll 32
    for (std::size_t i = 0; i < rows; ++i) {
#pragma GCC unroll 4
        for (std::size_t p = 0; p < packs; ++p) { sum[i][p] = Pack<T>(T(0)); }
    }
    const T* slope = dy.data;
    if (neighbours) { x += offset[0]; }
    for (std::size_t row = 0; row < plan.height; ++row) {
        const T* from = x + row * plan.row_step;
        for (std::size_t k = 0; k < plan.width; ++k, slope += dy.stride) {
            if constexpr (!neighbours) {  // few channels: dy is read once, with large strides
#pragma GCC unroll 4
                for (std::size_t p = 0; p < packs; ++p) {
                    __builtin_prefetch(slope + p * width + 4096 / sizeof(T));
                }
            }
            Pack<T> right[packs];
#pragma GCC unroll 4
            for (std::size_t p = 0; p < packs; ++p) { right[p] = Pack<T>::load(slope + p * width); }
#pragma GCC unroll 32
            for (std::size_t i = 0; i < rows; ++i) {
                const Pack<T> left(from[k * plan.pixel_step + (neighbours ? i : offset[i])]);
#pragma GCC unroll 4
                for (std::size_t p = 0; p < packs; ++p) {
                    sum[i][p] = fma(left, right[p], sum[i][p]);
                }
            }
        }
    }
    store_tile(sum, dy.columns, dw, dw_stride, true, false);
}

template <class T>
using KernelGradientTile = void (*)(const KernelGradientPlan&, const T*, const std::size_t*,
                                    const GemmPanel<T>&, T*, std::size_t);

// The tile function for 1, 2, ... rows.
template <class T, std::size_t packs, bool neighbours, std::size_t... i>
constexpr std::array<KernelGradientTile<T>, sizeof...(i)> kernel_gradient_tiles(
    std::index_sequence<i...>) {
    return {&kernel_gradient_tile<T, i + 1, packs, neighbours>...};
}

// dw += the kernel gradient of one image.
template <class T>
void add_kernel_gradient(const kernels::Conv2dShape& s, const KernelGradientPlan& plan,
                         const T* framed, const T* dy, T* packed, T* dw) {
    constexpr std::size_t width = Pack<T>::width;
    constexpr auto lengths = std::make_index_sequence<gemm_rows>{};
    static constexpr std::array<std::array<KernelGradientTile<T>, gemm_rows>, 4> tiles{
        kernel_gradient_tiles<T, 1, false>(lengths), kernel_gradient_tiles<T, 1, true>(lengths),
        kernel_gradient_tiles<T, 2, false>(lengths), kernel_gradient_tiles<T, 2, true>(lengths)};
    const std::size_t in = s.in / s.groups, out = s.out / s.groups, rows = plan.offset.size();
    const std::size_t parts = (rows + gemm_rows - 1) / gemm_rows;
    for (std::size_t channel = 0, columns = 0; channel < s.out; channel += columns) {
        const std::size_t group = channel / out;
        columns = std::min(2 * width, (group + 1) * out - channel);
        const std::size_t packs = columns > width ? 2 : 1;
        GemmPanel<T> panel{dy + channel, s.out, columns};
        if (columns < packs * width) {
            panel.data = packed;
            panel.stride = packs * width;
            pack_panel<T>({dy, s.out}, plan.height * plan.width, channel, columns, panel.stride,
                          packed);
        }
        for (std::size_t part = 0; part < parts; ++part) {
            const std::size_t begin = part * rows / parts, end = (part + 1) * rows / parts;
            const std::size_t* offset = plan.offset.data() + begin;
            const bool neighbours = offset[end - begin - 1] - offset[0] == end - begin - 1;
            tiles[2 * (packs - 1) + neighbours][end - begin - 1](
                plan, framed + group * in, offset, panel, dw + begin * s.out + channel, s.out);
        }
    }
}

// Images are summed in fixed chunks, in order.
template <class T>
void direct_backward_weights(const kernels::Conv2dShape& s, const T* x, const ConvSlope<T>& slope,
                             T* dw) {
    const std::size_t size = s.kernel_size();
    const std::size_t images = images_of_share(s.batch, size, s.batch);
    const std::size_t shares = (s.batch + images - 1) / images;
    const Frame frame = padded_frame(s);
    const std::size_t image = s.height * s.width * s.in;
    const std::size_t framed_size = frame.framed_height * frame.framed_width * s.in;
    const std::size_t pixels = s.out_height() * s.out_width();
    const KernelGradientPlan plan(s, frame.framed_width);
    const ThreadRooms<T> frames(frame.is_source() ? 0 : framed_size);
    const ThreadRooms<T> slopes(slope.position == nullptr ? 0 : pixels * s.out);
    const ThreadRooms<T> packed(pixels * 2 * Pack<T>::width);
    Vector<T> sums(shares * size);
    parallel_for(s.batch, images, [&](std::size_t begin, std::size_t end) {
        for (std::size_t n = begin; n < end; ++n) {
            const T* framed = x + n * image;
            if (!frame.is_source()) {
                T* to = frames.own();
                fill_frame(frame, 0, frame.framed_height, framed, to);
                framed = to;
            }
            const T* dy = slope_image(s, slope, n, slopes.own());
            add_kernel_gradient(s, plan, framed, dy, packed.own(),
                                sums.data() + begin / images * size);
        }
    });
    kernels::reduce<kernels::SumOf>(1, shares, size, sums.data(), dw);
}

}  // namespace nnlite::detail
