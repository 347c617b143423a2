#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// An enlargement's sizes. Images are [batch, height, width, channels], results
/// [batch, height scale_height, width scale_width, channels].
struct Upsample2dShape {
    std::size_t batch, height, width, channels;
    std::size_t scale_height, scale_width;

    std::size_t row() const { return width * channels; }
    std::size_t out_row() const { return scale_width * row(); }
    std::size_t grain() const { return 1 + 16384 / (1 + scale_height * out_row()); }
};

/// y[n, i, j] = x[n, i / scale, j / scale].
/// Shapes: see Upsample2dShape.
template <class T>
void upsample_nearest2d_forward(const Upsample2dShape& s, const T* x, T* y) {
    parallel_for(s.batch * s.height, s.grain(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            const T* from = x + row * s.row();
            T* const first = y + row * s.scale_height * s.out_row();
            T* to = first;
            for (std::size_t j = 0; j < s.width; ++j, from += s.channels) {
                for (std::size_t k = 0; k < s.scale_width; ++k) {
                    to = std::copy_n(from, s.channels, to);
                }
            }
            for (std::size_t k = 1; k < s.scale_height; ++k) {
                to = std::copy_n(first, s.out_row(), to);
            }
        }
    });
}

/// dx of upsample_nearest2d_forward: the sum of dy over each pixel's copies.
template <class T>
void upsample_nearest2d_backward(const Upsample2dShape& s, const T* dy, T* dx) {
    parallel_for(s.batch * s.height, s.grain(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            for (std::size_t j = 0; j < s.width; ++j) {
                const T* from =
                    dy + row * s.scale_height * s.out_row() + j * s.scale_width * s.channels;
                for_packs<T>(s.channels, [&](std::size_t c, std::size_t part) {
                    Pack<T> sum(0);
                    for (std::size_t k = 0; k < s.scale_height; ++k) {
                        for (std::size_t l = 0; l < s.scale_width; ++l) {
                            sum += load(from + k * s.out_row() + l * s.channels + c, part);
                        }
                    }
                    store(dx + row * s.row() + j * s.channels + c, part, sum);
                });
            }
        }
    });
}

}  // namespace nnlite::kernels
