#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// A pooling's sizes. Images are [batch, height, width, channels], results
/// [batch, out_height, out_width, channels]; the padding does not count.
struct Pool2dShape {
    std::size_t batch, height, width, channels;
    std::size_t size_height, size_width;
    std::size_t stride_height, stride_width;
    std::size_t pad_top = 0, pad_bottom = 0, pad_left = 0, pad_right = 0;

    std::size_t out_height() const {
        return (height + pad_top + pad_bottom - size_height) / stride_height + 1;
    }
    std::size_t out_width() const {
        return (width + pad_left + pad_right - size_width) / stride_width + 1;
    }
};

}  // namespace nnlite::kernels

namespace nnlite::inline NNLITE_ABI::detail {

// The part of a window inside the image, along one axis.
struct PoolRange {
    std::size_t first, last;
    PoolRange(std::size_t at, std::size_t stride, std::size_t size, std::size_t pad,
              std::size_t extent)
        : first(at * stride < pad ? 0 : at * stride - pad),
          last(std::min(extent, at * stride + size < pad ? 0 : at * stride + size - pad)) {}
};

// Calls f(result pixel, rows of the window, columns of the window) for result rows [begin, end) of
// all images.
template <class F>
void for_pool_pixels(const kernels::Pool2dShape& s, std::size_t begin, std::size_t end, F&& f) {
    for (std::size_t row = begin; row < end; ++row) {
        const std::size_t n = row / s.out_height();
        const PoolRange y(row % s.out_height(), s.stride_height, s.size_height, s.pad_top,
                          s.height);
        for (std::size_t ox = 0; ox < s.out_width(); ++ox) {
            const PoolRange x(ox, s.stride_width, s.size_width, s.pad_left, s.width);
            f(row * s.out_width() + ox, n * s.height * s.width, y, x);
        }
    }
}

inline std::size_t pool_grain(const kernels::Pool2dShape& s) {
    return 1 + 16384 / (1 + s.out_width() * s.channels * s.size_height * s.size_width);
}

// best = the larger of value and best, the first of equal ones; place = k if that is value. NaN
// wins. (Without the attribute g++ would not inline it into the pooling convolutions.)
template <class T>
__attribute__((always_inline)) inline void keep_larger(Pack<T> value, std::size_t k, Pack<T>& best,
                                                       Pack<T>& place) {
    const auto better = value > best || (value != value && best == best);
    best = where(better, value, best);
    place = where(better, Pack<T>(k), place);
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// y = the largest value of each window; `position` (or null) is its index in the window, row by
/// row, the first of equal ones. NaN wins.
/// Shapes: see Pool2dShape; windows of at most 256 elements if position is not null.
template <class T>
void max_pool2d_forward(const Pool2dShape& s, const T* x, T* y, std::uint8_t* position) {
    const auto pixel = [&](std::size_t to, std::size_t image, auto rows, auto columns) {
        for_packs<T>(s.channels, [&](std::size_t c, std::size_t part) {
            const auto at = [&](std::size_t i, std::size_t j) {
                return load(x + (image + i * s.width + j) * s.channels + c, part);
            };
            Pack<T> best = at(rows.first, columns.first), place(0);
            for (std::size_t i = rows.first; i < rows.last; ++i) {
                for (std::size_t j = columns.first; j < columns.last; ++j) {
                    const std::size_t k = (i - rows.first) * s.size_width + j - columns.first;
                    detail::keep_larger(at(i, j), k, best, place);
                }
            }
            store(y + to * s.channels + c, part, best);
            if (position != nullptr) { store_bytes(position + to * s.channels + c, part, place); }
        });
    };
    parallel_for(
        s.batch * s.out_height(), detail::pool_grain(s),
        [&](std::size_t begin, std::size_t end) { detail::for_pool_pixels(s, begin, end, pixel); });
}

/// dx of max_pool2d_forward: each dy goes to the position of the largest value.
template <class T>
void max_pool2d_backward(const Pool2dShape& s, const T* dy, const std::uint8_t* position, T* dx) {
    const std::size_t image_size = s.height * s.width * s.channels;
    // Windows that do not overlap are written directly, others are added up.
    const bool disjoint = s.stride_height >= s.size_height && s.stride_width >= s.size_width;
    const bool side_by_side = s.stride_height == s.size_height && s.stride_width == s.size_width;
    const bool complete = side_by_side && s.pad_top + s.pad_left == 0 &&
                          s.stride_height * s.out_height() == s.height &&
                          s.stride_width * s.out_width() == s.width;
    const auto pixel = [&](std::size_t from, std::size_t image, auto rows, auto columns) {
        for_packs<T>(s.channels, [&](std::size_t c, std::size_t part) {
            const std::size_t at = from * s.channels + c;
            const Pack<T> slope = load(dy + at, part);
            const Pack<T> place = load_bytes<T>(position + at, part);
            for (std::size_t i = rows.first; i < rows.last; ++i) {
                for (std::size_t j = columns.first; j < columns.last; ++j) {
                    const std::size_t k = (i - rows.first) * s.size_width + j - columns.first;
                    const Pack<T> share = where(place == Pack<T>(k), slope, Pack<T>(0));
                    T* to = dx + (image + i * s.width + j) * s.channels + c;
                    store(to, part, disjoint ? share : share + load(to, part));
                }
            }
        });
    };
    parallel_for(s.batch, 1, [&](std::size_t n, std::size_t) {
        if (!complete) { std::fill_n(dx + n * image_size, image_size, T(0)); }
        detail::for_pool_pixels(s, n * s.out_height(), (n + 1) * s.out_height(), pixel);
    });
}

/// y = the mean of each window; the padding does not count.
template <class T>
void avg_pool2d_forward(const Pool2dShape& s, const T* x, T* y) {
    parallel_for(
        s.batch * s.out_height(), detail::pool_grain(s), [&](std::size_t b, std::size_t e) {
            detail::for_pool_pixels(
                s, b, e, [&](std::size_t to, std::size_t image, auto rows, auto columns) {
                    const T share =
                        T(1) / T((rows.last - rows.first) * (columns.last - columns.first));
                    for_packs<T>(s.channels, [&](std::size_t c, std::size_t part) {
                        Pack<T> sum(0);
                        for (std::size_t i = rows.first; i < rows.last; ++i) {
                            for (std::size_t j = columns.first; j < columns.last; ++j) {
                                sum += load(x + (image + i * s.width + j) * s.channels + c, part);
                            }
                        }
                        store(y + to * s.channels + c, part, sum * Pack<T>(share));
                    });
                });
        });
}

/// dx of avg_pool2d_forward: each dy is divided evenly over its window.
template <class T>
void avg_pool2d_backward(const Pool2dShape& s, const T* dy, T* dx) {
    const std::size_t image_size = s.height * s.width * s.channels;
    parallel_for(s.batch, 1, [&](std::size_t n, std::size_t) {
        std::fill_n(dx + n * image_size, image_size, T(0));
        detail::for_pool_pixels(
            s, n * s.out_height(), (n + 1) * s.out_height(),
            [&](std::size_t from, std::size_t image, auto rows, auto columns) {
                const T share = T(1) / T((rows.last - rows.first) * (columns.last - columns.first));
                for_packs<T>(s.channels, [&](std::size_t c, std::size_t part) {
                    const Pack<T> slope = load(dy + from * s.channels + c, part) * Pack<T>(share);
                    for (std::size_t i = rows.first; i < rows.last; ++i) {
                        for (std::size_t j = columns.first; j < columns.last; ++j) {
                            T* to = dx + (image + i * s.width + j) * s.channels + c;
                            store(to, part, load(to, part) + slope);
                        }
                    }
                });
            });
    });
}

}  // namespace nnlite::kernels
