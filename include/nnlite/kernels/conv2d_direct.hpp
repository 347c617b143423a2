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

namespace nnlite::inline NNLITE_ABI::detail {

// Register tiles of a row of pixels: as many pixels as fit the accumulators of `packs` packs. A row
// may take two rows of accumulators more than a tile of gemm, to fit 11, 13 and 28 pixels.
template <class T, std::size_t packs>
inline constexpr std::size_t conv_pixels = (gemm_rows + 2) * gemm_packs / packs;

template <class T>
using ConvTile = void (*)(std::size_t, const T*, std::size_t, const GemmPanel<T>&, T*, std::size_t,
                          const kernels::GemmEpilogue<T>&, const GemmRuns&);

// The tile function for 1, 2, ... pixels. A matrix of contiguous pixels of one channel is its own
// transpose, for which the compiler knows the addresses.
template <class T, std::size_t packs, bool single, std::size_t... i>
constexpr std::array<ConvTile<T>, sizeof...(i)> conv_tiles(std::index_sequence<i...>) {
    return {&gemm_tile<T, i + 1, packs, single>...};
}

// Weights as panels of `panel_width` result channels, group after group, each [runs x depth,
// panel_width].
template <class T>
struct ConvWeights {
    const T* panels;
    std::size_t panel_width, panels_per_group, panel_size;
};

// The sizes of a correlation of a framed image.
template <class T>
struct Correlation {
    Frame frame;
    std::size_t batch, groups, in, out;  // channels per group
    std::size_t kernel_height, kernel_width;
    std::size_t stride_height, stride_width, dilation_height, dilation_width;
    std::size_t out_height, out_width;
    kernels::GemmEpilogue<T> epilogue;
    std::size_t ahead = 0;  // how far ahead the result may be prefetched

    // The contiguous runs of one result pixel in the framed image: whole rows of the kernel if its
    // columns are adjacent in memory.
    bool joined() const { return groups == 1 && dilation_width == 1; }
    std::size_t depth() const { return joined() ? kernel_width * in : in; }
    GemmRuns runs() const {
        return {kernel_height, dilation_height * frame.framed_width * frame.channels,
                joined() ? 1 : kernel_width, dilation_width * frame.channels};
    }
};

// With 32 registers the sums of this many pixels fit together with the weights of a 3x3 kernel.
inline constexpr std::size_t pixels_3x3 = 4;
inline constexpr bool keeps_weights_3x3 = gemm_rows > 6;

// One row of result pixels of a 3x3 kernel of one channel, its weights kept in registers. The time
// is mostly the stores, so the result is prefetched. The sums are those of gemm_tile.
template <class T, std::size_t packs>
void correlate_row_3x3(const Correlation<T>& c, const T* row, const GemmPanel<T>& panel, T* to,
                       const kernels::GemmEpilogue<T>& epilogue) {
    constexpr std::size_t width = Pack<T>::width;
    Pack<T> start[packs], weights[9][packs];
#pragma GCC unroll 4
    for (std::size_t p = 0; p < packs; ++p) {
        start[p] =
            epilogue.bias == nullptr ? Pack<T>(T(0)) : Pack<T>::load(epilogue.bias + p * width);
#pragma GCC unroll 9
        for (std::size_t tap = 0; tap < 9; ++tap) {
            weights[tap][p] = Pack<T>::load(panel.data + tap * panel.stride + p * width);
        }
    }
    const std::size_t out = c.groups * c.out, step = c.runs().row_step;
    for (std::size_t first = 0; first < c.out_width; first += pixels_3x3) {
        const std::size_t begin = std::min(first, c.out_width - pixels_3x3);
        T* result = to + begin * out;
        Pack<T> sum[pixels_3x3][packs];
#pragma GCC unroll 4
        for (std::size_t i = 0; i < pixels_3x3; ++i) {
#pragma GCC unroll 4
            for (std::size_t p = 0; p < packs; ++p) {
                __builtin_prefetch(result + i * out + p * width + c.ahead, 1);
                sum[i][p] = start[p];
            }
        }
#pragma GCC unroll 9
        for (std::size_t tap = 0; tap < 9; ++tap) {
            const T* from = row + begin + tap / 3 * step + tap % 3;
#pragma GCC unroll 4
            for (std::size_t i = 0; i < pixels_3x3; ++i) {
                const Pack<T> pixel(from[i]);
#pragma GCC unroll 4
                for (std::size_t p = 0; p < packs; ++p) {
                    sum[i][p] = fma(pixel, weights[tap][p], sum[i][p]);
                }
            }
        }
        store_tile(sum, packs * width, result, out, false, epilogue.relu);
    }
}

// One row of result pixels against one panel, in tiles of nearly equal length.
template <class T, std::size_t packs>
void correlate_row(const Correlation<T>& c, const T* row, const GemmPanel<T>& panel, T* to,
                   const kernels::GemmEpilogue<T>& epilogue) {
    constexpr std::size_t most = conv_pixels<T, packs>;
    constexpr auto lengths = std::make_index_sequence<most>{};
    static constexpr auto any = conv_tiles<T, packs, false>(lengths);
    static constexpr auto single = conv_tiles<T, packs, true>(lengths);
    const std::size_t pixel = c.stride_width * c.frame.channels;
    if constexpr (keeps_weights_3x3 && packs == 2) {
        if (pixel == 1 && c.kernel_height == 3 && c.kernel_width == 3 && c.dilation_width == 1 &&
            c.out_width >= pixels_3x3 && panel.columns == packs * Pack<T>::width) {
            return correlate_row_3x3<T, packs>(c, row, panel, to, epilogue);
        }
    }
    const auto& tiles = pixel == 1 ? single : any;
    const std::size_t out = c.groups * c.out, parts = (c.out_width + most - 1) / most;
    for (std::size_t part = 0; part < parts; ++part) {
        const std::size_t begin = part * c.out_width / parts,
                          end = (part + 1) * c.out_width / parts;
        tiles[end - begin - 1](c.depth(), row + begin * pixel, pixel, panel, to + begin * out, out,
                               epilogue, c.runs());
    }
}

template <class T>
void correlate_rows(const Correlation<T>& c, const ConvWeights<T>& weights, const T* framed,
                    std::size_t first, std::size_t last, T* y) {
    constexpr std::size_t width = Pack<T>::width;
    const std::size_t out = c.groups * c.out;
    const std::size_t row_step = c.stride_height * c.frame.framed_width * c.frame.channels;
    for (std::size_t p = 0; p < c.groups * weights.panels_per_group; ++p) {
        const std::size_t group = p / weights.panels_per_group;
        const std::size_t channel = p % weights.panels_per_group * weights.panel_width;
        const std::size_t count = std::min(weights.panel_width, c.out - channel);
        const GemmPanel<T> panel{weights.panels + p * weights.panel_size, weights.panel_width,
                                 count};
        kernels::GemmEpilogue<T> epilogue = c.epilogue;
        if (epilogue.bias != nullptr) { epilogue.bias += group * c.out + channel; }
        for (std::size_t i = first; i < last; ++i) {
            const T* row = framed + (i - first) * row_step + group * c.in;
            T* to = y + (i - first) * c.out_width * out + group * c.out + channel;
            if (count > 2 * width) {
                correlate_row<T, 4>(c, row, panel, to, epilogue);
            } else if (count > width) {
                correlate_row<T, 2>(c, row, panel, to, epilogue);
            } else {
                correlate_row<T, 1>(c, row, panel, to, epilogue);
            }
        }
    }
}

// The number of result channels in a tile: many if the rows are short, so that the tile is full.
template <class T>
std::size_t conv_panel_width(std::size_t out, std::size_t out_width) {
    constexpr std::size_t width = Pack<T>::width;
    if (out <= width) { return width; }
    return out_width <= conv_pixels<T, 4> && out > 2 * width && conv_pixels<T, 4> > 1 ? 4 * width
                                                                                      : 2 * width;
}

// The correlation of all images, in parallel over blocks of result rows.
template <class T>
void correlate(const Correlation<T>& c, const ConvWeights<T>& weights, const T* x,
               const ConvResult<T>& result) {
    const Frame& frame = c.frame;
    const bool pooled = result.position != nullptr;
    const std::size_t image = frame.height * frame.width * frame.channels;
    const std::size_t out_row = c.out_width * c.groups * c.out;
    const std::size_t row_work = std::max<std::size_t>(
        1, c.out_width * weights.panel_size * weights.panels_per_group * c.groups);
    const std::size_t rows = pooled ? c.out_height / 2 * 2 : c.out_height;
    std::size_t block = std::clamp<std::size_t>(gemm_chunk_work * 4 / row_work, 1, rows);
    if (pooled) { block += block % 2; }
    const std::size_t blocks = (rows + block - 1) / block;
    const std::size_t reach = c.dilation_height * (c.kernel_height - 1) + 1;
    const std::size_t block_rows = (block - 1) * c.stride_height + reach;
    const std::size_t row_size = frame.framed_width * frame.channels;
    const bool direct = frame.is_source();
    const ThreadRooms<T> frames(direct ? 0 : block_rows * row_size);
    const ThreadRooms<T> unpooled(pooled ? 2 * out_row : 0);
    const std::size_t grain = std::max<std::size_t>(1, gemm_chunk_work / (block * row_work));
    parallel_for(c.batch * blocks, grain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t unit = begin; unit < end; ++unit) {
            const std::size_t n = unit / blocks, first = unit % blocks * block;
            const std::size_t last = std::min(rows, first + block);
            const std::size_t top = first * c.stride_height;
            const T* framed = x + n * image + top * row_size;
            if (!direct) {
                T* own = frames.own();
                fill_frame(frame, top, (last - 1) * c.stride_height + reach, x + n * image, own);
                framed = own;
            }
            if (pooled) {
                T* pair = unpooled.own();
                for (std::size_t i = first; i < last; i += 2) {
                    correlate_rows(c, weights, framed, i, i + 2, pair);
                    pool_rows(c.out_height, c.out_width, c.groups * c.out, pair, n, i, result);
                    framed += 2 * c.stride_height * row_size;
                }
            } else {
                correlate_rows(c, weights, framed, first, last,
                               result.y + (n * c.out_height + first) * out_row);
            }
        }
    });
}

// Kernels [kh, kw, in, out] as panels per group; `flipped` for the data gradient, for which the
// kernel is rotated by 180 degrees and its channels are exchanged.
template <class T>
ConvWeights<T> pack_weights(const kernels::Conv2dShape& s, const T* w, bool flipped,
                            std::size_t out_width, Vector<T>& panels) {
    const std::size_t in = s.in / s.groups, out = s.out / s.groups;
    const std::size_t rows = flipped ? out : in, columns = flipped ? in : out;
    const std::size_t width = conv_panel_width<T>(columns, out_width);
    const std::size_t per_group = (columns + width - 1) / width;
    const std::size_t taps = s.kernel_height * s.kernel_width;
    panels.assign(s.groups * per_group * taps * rows * width, T(0));
    T* to = panels.data();
    for (std::size_t p = 0; p < s.groups * per_group; ++p) {
        const std::size_t group = p / per_group, first = p % per_group * width;
        const std::size_t count = std::min(width, columns - first);
        for (std::size_t tap = 0; tap < taps; ++tap) {
            const T* from = w + (flipped ? taps - 1 - tap : tap) * in * s.out + group * out;
            for (std::size_t r = 0; r < rows; ++r, to += width) {
                for (std::size_t k = 0; k < count; ++k) {
                    to[k] = flipped ? from[(first + k) * s.out + r] : from[r * s.out + first + k];
                }
            }
        }
    }
    return {panels.data(), width, per_group, taps * rows * width};
}

// y = x * w (cross-correlation) + bias, then an optional ReLU, pooled if there are positions.
template <class T>
void direct_forward(const kernels::Conv2dShape& s, const T* x, const T* w, const T* bias, bool relu,
                    const ConvResult<T>& result) {
    Vector<T> panels;
    const auto weights = pack_weights(s, w, false, s.out_width(), panels);
    correlate<T>({.frame = padded_frame(s),
                  .batch = s.batch,
                  .groups = s.groups,
                  .in = s.in / s.groups,
                  .out = s.out / s.groups,
                  .kernel_height = s.kernel_height,
                  .kernel_width = s.kernel_width,
                  .stride_height = s.stride_height,
                  .stride_width = s.stride_width,
                  .dilation_height = s.dilation_height,
                  .dilation_width = s.dilation_width,
                  .out_height = s.out_height(),
                  .out_width = s.out_width(),
                  .epilogue = {.bias = bias, .relu = relu},
                  // Unpooled rows, a separate block per thread.
                  .ahead = result.position == nullptr ? 4096 / sizeof(T) : 0},
                 weights, x, result);
}

// dx is the correlation of dy, its pixels `stride` apart in a frame of zeros, with the kernel
// rotated by 180 degrees.
template <class T>
void direct_backward_data(const kernels::Conv2dShape& s, const ConvSlope<T>& slope, const T* w,
                          T* dx) {
    const std::size_t image = s.out_height() * s.out_width() * s.out;
    Workspace<T> slopes(slope.position == nullptr ? 0 : s.batch * image);
    const T* dy = slope.dy;
    if (slope.position != nullptr) {
        parallel_for(s.batch, 1, [&](std::size_t n, std::size_t) {
            slope_image(s, slope, n, slopes.data() + n * image);
        });
        dy = slopes.data();
    }
    Vector<T> panels;
    const auto weights = pack_weights(s, w, true, s.width, panels);
    const Frame frame{std::ptrdiff_t(s.reach_height() - 1) - std::ptrdiff_t(s.pad_top),
                      std::ptrdiff_t(s.reach_width() - 1) - std::ptrdiff_t(s.pad_left),
                      s.out_height(),
                      s.out_width(),
                      s.out,
                      s.stride_height,
                      s.stride_width,
                      s.height + s.reach_height() - 1,
                      s.width + s.reach_width() - 1};
    correlate<T>({.frame = frame,
                  .batch = s.batch,
                  .groups = s.groups,
                  .in = s.out / s.groups,
                  .out = s.in / s.groups,
                  .kernel_height = s.kernel_height,
                  .kernel_width = s.kernel_width,
                  .stride_height = 1,
                  .stride_width = 1,
                  .dilation_height = s.dilation_height,
                  .dilation_width = s.dilation_width,
                  .out_height = s.height,
                  .out_width = s.width,
                  .epilogue = {}},
                 weights, dy, {dx});
}

}  // namespace nnlite::detail
