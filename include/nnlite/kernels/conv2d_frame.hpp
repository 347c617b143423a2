#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/kernels/conv2d_shape.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A correlation of images in a frame of zeros: row i of the framed image is source row (i - top) /
// gap if that is an integer and inside, else zero; the same for columns. Forward passes have
// gap 1; the data gradient is a correlation of dy with its pixels `stride` apart.
struct Frame {
    std::ptrdiff_t top, left;
    std::size_t height, width, channels;  // of the source
    std::size_t gap_height, gap_width;
    std::size_t framed_height, framed_width;

    bool is_source() const {
        return top == 0 && left == 0 && gap_height == 1 && gap_width == 1 &&
               framed_height == height && framed_width == width;
    }
};

// The images of a convolution with padding.
inline Frame padded_frame(const kernels::Conv2dShape& s) {
    return {static_cast<std::ptrdiff_t>(s.pad_top),
            static_cast<std::ptrdiff_t>(s.pad_left),
            s.height,
            s.width,
            s.in,
            1,
            1,
            s.height + s.pad_top + s.pad_bottom,
            s.width + s.pad_left + s.pad_right};
}

// Rows [first, last) of a framed image.
template <class T>
void fill_frame(const Frame& frame, std::size_t first, std::size_t last, const T* source, T* to) {
    const std::size_t row_size = frame.framed_width * frame.channels;
    for (std::size_t i = first; i < last; ++i, to += row_size) {
        std::fill_n(to, row_size, T(0));
        const std::ptrdiff_t y = static_cast<std::ptrdiff_t>(i) - frame.top;
        const auto gap = static_cast<std::ptrdiff_t>(frame.gap_height);
        if (y < 0 || y % gap != 0 || y / gap >= static_cast<std::ptrdiff_t>(frame.height)) {
            continue;
        }
        const T* row = source + static_cast<std::size_t>(y / gap) * frame.width * frame.channels;
        for (std::size_t x = 0; x < frame.width; ++x) {
            const std::ptrdiff_t column =
                static_cast<std::ptrdiff_t>(x * frame.gap_width) + frame.left;
            if (column < 0 || column >= static_cast<std::ptrdiff_t>(frame.framed_width)) {
                continue;
            }
            std::copy_n(row + x * frame.channels, frame.channels,
                        to + static_cast<std::size_t>(column) * frame.channels);
        }
    }
}

}  // namespace nnlite::detail
