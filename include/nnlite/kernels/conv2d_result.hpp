#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "nnlite/core/simd.hpp"
#include "nnlite/kernels/conv2d_shape.hpp"
#include "nnlite/kernels/pool2d.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Where a convolution writes its results, or reads their gradients: [batch, out_height, out_width,
// out] or, given positions, only the largest of each 2x2 pixels after a ReLU, [batch,
// out_height / 2, out_width / 2, out]. A position is the index in the window, row by row;
// `no_pixel` means that none was above 0, so none has a gradient.
template <class T>
struct ConvResult {
    T* y;
    std::uint8_t* position = nullptr;
};
template <class T>
struct ConvSlope {
    const T* dy;
    const std::uint8_t* position = nullptr;
};
inline constexpr int no_pixel = 4;

// The largest of four pixels after a ReLU, and its position. NaN wins.
template <class T>
struct PoolWindow {
    Pack<T> best, position;
    __attribute__((always_inline)) explicit PoolWindow(const Pack<T> (&pixels)[4])
        : best(pixels[0]), position(T(0)) {
        const Pack<T> zero(T(0));
        for (std::size_t i = 1; i < 4; ++i) { keep_larger(pixels[i], i, best, position); }
        const auto none = best <= zero;
        best = where(none, zero, best);
        position = where(none, Pack<T>(no_pixel), position);
    }
};

// Pools rows `first` and first + 1 of image n of a result, stored at `rows`.
template <class T>
void pool_rows(std::size_t height, std::size_t width, std::size_t channels, const T* rows,
               std::size_t n, std::size_t first, const ConvResult<T>& result) {
    const std::size_t row_size = width * channels;
    const std::size_t to = (n * (height / 2) + first / 2) * (width / 2) * channels;
    for (std::size_t j = 0; j < width / 2; ++j) {
        const T* pixel = rows + 2 * j * channels;
        for_packs<T>(channels, [&](std::size_t k, std::size_t part) {
            const PoolWindow<T> window({load(pixel + k, part), load(pixel + channels + k, part),
                                        load(pixel + row_size + k, part),
                                        load(pixel + row_size + channels + k, part)});
            store(result.y + to + j * channels + k, part, window.best);
            store_bytes(result.position + to + j * channels + k, part, window.position);
        });
    }
}

// The gradient of all result pixels of image n: in place or, if it came pooled, written to `room`.
template <class T>
const T* slope_image(const kernels::Conv2dShape& s, const ConvSlope<T>& slope, std::size_t n,
                     T* room) {
    const std::size_t height = s.out_height(), width = s.out_width();
    if (slope.position == nullptr) { return slope.dy + n * height * width * s.out; }
    const Pack<T> zero(T(0));
    for (std::size_t i = 0; i < height / 2 * 2; i += 2) {
        T* row = room + i * width * s.out;
        for (std::size_t j = 0; j < width / 2; ++j) {
            const std::size_t from = ((n * (height / 2) + i / 2) * (width / 2) + j) * s.out;
            T* pixel = row + 2 * j * s.out;
            for_packs<T>(s.out, [&](std::size_t k, std::size_t part) {
                const Pack<T> dy = load(slope.dy + from + k, part);
                const Pack<T> at = load_bytes<T>(slope.position + from + k, part);
                for (std::size_t p = 0; p < 4; ++p) {
                    store(pixel + (p / 2 * width + p % 2) * s.out + k, part,
                          where(at == Pack<T>(p), dy, zero));
                }
            });
        }
        if (width % 2 != 0) {
            for (T* last : {row + (width - 1) * s.out, row + (2 * width - 1) * s.out}) {
                std::fill_n(last, s.out, T(0));
            }
        }
    }
    if (height % 2 != 0) { std::fill_n(room + (height - 1) * width * s.out, width * s.out, T(0)); }
    return room;
}

// The number of images per chunk. Kernel gradients (`size` elements each) are summed within chunks,
// then over the chunks: at most 8, about as many as are `worth` it, with at most 2^25 elements in
// total.
inline std::size_t images_of_share(std::size_t batch, std::size_t size, std::size_t worth) {
    const std::size_t room = (std::size_t{1} << 25) / (size + 1);
    const std::size_t shares = std::bit_floor(std::clamp<std::size_t>(std::min(room, worth), 1, 8));
    return std::max<std::size_t>(1, (batch + shares - 1) / shares);
}

}  // namespace nnlite::detail
