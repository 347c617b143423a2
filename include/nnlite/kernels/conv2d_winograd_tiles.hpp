#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/kernels/conv2d_result.hpp"
#include "nnlite/kernels/gemm.hpp"
#include "nnlite/kernels/winograd_transform.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A 3x3 convolution as products of transformed tiles. The result image is cut into tiles of m x m
// pixels, each from t x t input pixels, t = m + 2, overlapping those of its neighbours. After the
// transforms every one of the t t positions ("taps") is a matrix product over channels: with
// V[tap] [tiles, in] of the inputs, U[tap] [in, out] of the kernels and P[tap] [tiles, out] of the
// results, P = V U forward; backward dV = dP U^T and dU = V^T dP. A thread processes a block of
// tiles at a time, whose V and P stay in its cache, unless there are so many channels that U needs
// more tiles. Tiles are numbered over all images; channels are padded to whole packs.
template <class T, std::size_t m>
struct WinogradTiles {
    static constexpr std::size_t size = m + 2, taps = size * size, width = Pack<T>::width;

    kernels::Conv2dShape s;
    bool pooled;
    std::size_t rows, columns;                // of tiles in an image
    std::size_t in, out;                      // channels, padded
    std::size_t block;                        // tiles
    std::size_t in_tap, out_tap, kernel_tap;  // strides between the taps' matrices

    WinogradTiles(const kernels::Conv2dShape& shape, bool is_pooled) : s(shape), pooled(is_pooled) {
        const auto tiles = [&](std::size_t extent) {
            return ((pooled ? extent / 2 * 2 : extent) + m - 1) / m;
        };
        rows = tiles(s.out_height());
        columns = tiles(s.out_width());
        in = (s.in + width - 1) / width * width;
        out = (s.out + width - 1) / width * width;
        const std::size_t tile_bytes = taps * (in + out) * sizeof(T);
        block = std::clamp<std::size_t>(cache_bytes / tile_bytes / gemm_rows, 3, 8) * gemm_rows;
        // An odd number of packs, so that the taps of a tile are in different sets of the cache.
        in_tap = block * in + width;
        out_tap = block * out + width;
        kernel_tap = in * out + width;
    }

    std::size_t per_image() const { return rows * columns; }
    std::size_t count() const { return s.batch * per_image(); }
    // A thread's workspace: V, P and a pixel for positions outside an image.
    std::size_t room() const { return taps * (in_tap + out_tap) + std::max(in, out); }
    T* products_in(T* room) const { return room + taps * in_tap; }
    T* clear_outside_in(T* room) const {
        T* outside = products_in(room) + taps * out_tap;
        std::fill_n(outside, std::max(in, out), T(0));
        return outside;
    }

   private:
    static constexpr std::size_t cache_bytes = std::size_t{3} << 18;
};

// Pointers to a square of pixels of an image; those outside the image point to `outside`.
template <class T, std::size_t size>
struct PixelSquare {
    T* pixel[size][size];

    PixelSquare(T* image, std::size_t height, std::size_t width, std::size_t channels,
                std::ptrdiff_t top, std::ptrdiff_t left, T* outside) {
        for (std::size_t i = 0; i < size; ++i) {
            const auto y = static_cast<std::size_t>(top + std::ptrdiff_t(i));  // huge if negative
            for (std::size_t j = 0; j < size; ++j) {
                const auto x = static_cast<std::size_t>(left + std::ptrdiff_t(j));
                pixel[i][j] =
                    y < height && x < width ? image + (y * width + x) * channels : outside;
            }
        }
    }
};

// The input pixels of a tile, in x or its gradient.
template <class T, class X, std::size_t m>
PixelSquare<X, m + 2> input_square(const WinogradTiles<T, m>& tiles, X* x, std::size_t tile,
                                   X* outside) {
    const kernels::Conv2dShape& s = tiles.s;
    const std::size_t n = tile / tiles.per_image(), at = tile % tiles.per_image();
    return {x + n * s.height * s.width * s.in,
            s.height,
            s.width,
            s.in,
            std::ptrdiff_t(at / tiles.columns * m) - std::ptrdiff_t(s.pad_top),
            std::ptrdiff_t(at % tiles.columns * m) - std::ptrdiff_t(s.pad_left),
            outside};
}

// The result pixels of a tile, `size` x `size` of them: m, or m / 2 if the results are pooled.
template <std::size_t size, class T, class Y, std::size_t m>
PixelSquare<Y, size> result_square(const WinogradTiles<T, m>& tiles, Y* y, std::size_t tile,
                                   Y* outside) {
    const kernels::Conv2dShape& s = tiles.s;
    const std::size_t height = s.out_height() * size / m, width = s.out_width() * size / m;
    const std::size_t n = tile / tiles.per_image(), at = tile % tiles.per_image();
    return {y + n * height * width * s.out,
            height,
            width,
            s.out,
            std::ptrdiff_t(at / tiles.columns * size),
            std::ptrdiff_t(at % tiles.columns * size),
            outside};
}

// V of tiles [first, last): B^T d B.
template <class T, std::size_t m>
void winograd_input(const WinogradTiles<T, m>& tiles, const T* x, std::size_t first,
                    std::size_t last, T* room) {
    const T* zeros = tiles.clear_outside_in(room);
    for (std::size_t tile = first; tile < last; ++tile) {
        const auto from = input_square(tiles, x, tile, zeros);
        T* v = room + (tile - first) * tiles.in;
        for_packs<T>(tiles.s.in, [&](std::size_t c, std::size_t part) {
            transform_square<T, m + 2, m + 2, Winograd<T, m>::input>(
                [&](std::size_t i, std::size_t j) { return load(from.pixel[i][j] + c, part); },
                [&](std::size_t i, std::size_t j, Pack<T> value) {
                    value.store(v + (i * (m + 2) + j) * tiles.in_tap + c);
                });
        });
    }
}

// dx of tiles [first, last) from dV, added up where they overlap: B dv B^T.
template <class T, std::size_t m>
void winograd_input_gradient(const WinogradTiles<T, m>& tiles, T* room, std::size_t first,
                             std::size_t last, T* dx) {
    T* unwanted = tiles.clear_outside_in(room);
    for (std::size_t tile = first; tile < last; ++tile) {
        const auto to = input_square(tiles, dx, tile, unwanted);
        const T* v = room + (tile - first) * tiles.in;
        for_packs<T>(tiles.s.in, [&](std::size_t c, std::size_t part) {
            transform_square<T, m + 2, m + 2, Winograd<T, m>::input_gradient>(
                [&](std::size_t i, std::size_t j) {
                    return Pack<T>::load(v + (i * (m + 2) + j) * tiles.in_tap + c);
                },
                [&](std::size_t i, std::size_t j, Pack<T> value) {
                    T* pixel = to.pixel[i][j] + c;
                    store(pixel, part, load(pixel, part) + value);
                });
        });
    }
}

// Results of tiles [first, last) from P: A^T p A, with bias and ReLU, optionally pooled.
template <class T, std::size_t m>
void winograd_output(const WinogradTiles<T, m>& tiles, T* room, std::size_t first, std::size_t last,
                     const T* bias, bool relu, const ConvResult<T>& result) {
    constexpr std::size_t windows = m / 2;
    T* unwanted = tiles.clear_outside_in(room);
    auto* unwanted_position = reinterpret_cast<std::uint8_t*>(unwanted);
    const Pack<T> zero(T(0));
    for (std::size_t tile = first; tile < last; ++tile) {
        const T* p = tiles.products_in(room) + (tile - first) * tiles.out;
        const auto transform = [&](std::size_t k, std::size_t part, auto put) {
            const Pack<T> added = bias != nullptr ? load(bias + k, part) : zero;
            transform_square<T, m + 2, m, Winograd<T, m>::output>(
                [&](std::size_t i, std::size_t j) {
                    return Pack<T>::load(p + (i * (m + 2) + j) * tiles.out_tap + k);
                },
                [&](std::size_t i, std::size_t j, Pack<T> value) { put(i, j, value + added); });
        };
        if (tiles.pooled) {
            const auto to = result_square<windows>(tiles, result.y, tile, unwanted);
            const auto place =
                result_square<windows>(tiles, result.position, tile, unwanted_position);
            for_packs<T>(tiles.s.out, [&](std::size_t k, std::size_t part) {
                Pack<T> y[m][m];
                transform(k, part,
                          [&](std::size_t i, std::size_t j, Pack<T> value) { y[i][j] = value; });
                for (std::size_t i = 0; i < windows; ++i) {
                    for (std::size_t j = 0; j < windows; ++j) {
                        const PoolWindow<T> window({y[2 * i][2 * j], y[2 * i][2 * j + 1],
                                                    y[2 * i + 1][2 * j], y[2 * i + 1][2 * j + 1]});
                        store(to.pixel[i][j] + k, part, window.best);
                        store_bytes(place.pixel[i][j] + k, part, window.position);
                    }
                }
            });
        } else {
            const auto to = result_square<m>(tiles, result.y, tile, unwanted);
            for_packs<T>(tiles.s.out, [&](std::size_t k, std::size_t part) {
                transform(k, part, [&](std::size_t i, std::size_t j, Pack<T> value) {
                    if (relu) { value = where(value <= zero, zero, value); }
                    store(to.pixel[i][j] + k, part, value);
                });
            });
        }
    }
}

// dP of tiles [first, last): A dy A^T.
template <class T, std::size_t m>
void winograd_output_gradient(const WinogradTiles<T, m>& tiles, const ConvSlope<T>& slope,
                              std::size_t first, std::size_t last, T* room) {
    constexpr std::size_t windows = m / 2;
    const T* zeros = tiles.clear_outside_in(room);
    const Pack<T> zero(T(0));
    for (std::size_t tile = first; tile < last; ++tile) {
        T* p = tiles.products_in(room) + (tile - first) * tiles.out;
        const auto transform = [&](std::size_t k, auto at) {
            transform_square<T, m, m + 2, Winograd<T, m>::output_gradient>(
                at, [&](std::size_t i, std::size_t j, Pack<T> value) {
                    value.store(p + (i * (m + 2) + j) * tiles.out_tap + k);
                });
        };
        if (tiles.pooled) {
            const auto from = result_square<windows>(tiles, slope.dy, tile, zeros);
            const auto place = result_square<windows>(tiles, slope.position, tile,
                                                      reinterpret_cast<const std::uint8_t*>(zeros));
            for_packs<T>(tiles.s.out, [&](std::size_t k, std::size_t part) {
                Pack<T> dy[m][m];
                for (std::size_t i = 0; i < m; i += 2) {
                    for (std::size_t j = 0; j < m; j += 2) {
                        const Pack<T> dy_window = load(from.pixel[i / 2][j / 2] + k, part);
                        const Pack<T> at = load_bytes<T>(place.pixel[i / 2][j / 2] + k, part);
                        for (std::size_t pixel = 0; pixel < 4; ++pixel) {
                            dy[i + pixel / 2][j + pixel % 2] =
                                where(at == Pack<T>(pixel), dy_window, zero);
                        }
                    }
                }
                transform(k, [&](std::size_t i, std::size_t j) { return dy[i][j]; });
            });
        } else {
            const auto from = result_square<m>(tiles, slope.dy, tile, zeros);
            for_packs<T>(tiles.s.out, [&](std::size_t k, std::size_t part) {
                transform(k, [&](std::size_t i, std::size_t j) {
                    return load(from.pixel[i][j] + k, part);
                });
            });
        }
    }
}

}  // namespace nnlite::detail
