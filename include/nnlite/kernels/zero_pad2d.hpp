#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/core/parallel.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// A frame's sizes. Images are [batch, height, width, channels], results
/// [batch, top + height + bottom, left + width + right, channels].
struct ZeroPad2dShape {
    std::size_t batch, height, width, channels;
    std::size_t top, bottom, left, right;

    std::size_t out_height() const { return top + height + bottom; }
    std::size_t out_width() const { return left + width + right; }
    std::size_t row() const { return width * channels; }
    std::size_t out_row() const { return out_width() * channels; }
    std::size_t grain() const { return 1 + 16384 / (1 + out_row()); }
};

/// y = x in a frame of zeros.
/// Shapes: see ZeroPad2dShape.
template <class T>
void zero_pad2d_forward(const ZeroPad2dShape& s, const T* x, T* y) {
    parallel_for(s.batch * s.out_height(), s.grain(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t out = begin; out < end; ++out) {
            T* to = y + out * s.out_row();
            const std::size_t n = out / s.out_height();
            const std::size_t i = out % s.out_height() - s.top;  // wraps above the image
            if (i >= s.height) {
                std::fill_n(to, s.out_row(), T(0));
                continue;
            }
            to = std::fill_n(to, s.left * s.channels, T(0));
            to = std::copy_n(x + (n * s.height + i) * s.row(), s.row(), to);
            std::fill_n(to, s.right * s.channels, T(0));
        }
    });
}

/// dx of zero_pad2d_forward: dy without the frame.
template <class T>
void zero_pad2d_backward(const ZeroPad2dShape& s, const T* dy, T* dx) {
    parallel_for(s.batch * s.height, s.grain(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            const std::size_t out = row / s.height * s.out_height() + s.top + row % s.height;
            std::copy_n(dy + out * s.out_row() + s.left * s.channels, s.row(), dx + row * s.row());
        }
    });
}

}  // namespace nnlite::kernels
