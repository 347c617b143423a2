#pragma once

#include <cstddef>
#include <cstdint>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The algorithm of a convolution. `fastest` chooses by the sizes; `precise` too, but only among
/// algorithms with an error like the direct sum's. Winograd's F(2x2, 3x3) and F(4x4, 3x3) need 3x3
/// kernels with stride, dilation and groups of 1, and 2.25 and 4 times fewer multiplications; the
/// latter's error is up to about three times the direct sum's, about 1e-6 of the largest result in
/// float, 1e-5 with thousands of channels. A NaN or infinity makes all results of its tiles NaN or
/// infinite.
enum class Conv2dAlgorithm { fastest, precise, direct, winograd_2x2, winograd_4x4 };

}  // namespace nnlite

namespace nnlite::inline NNLITE_ABI::kernels {

/// A convolution's sizes. Images are [batch, height, width, in], kernels
/// [kernel_height, kernel_width, in / groups, out], results [batch, out_height, out_width, out].
struct Conv2dShape {
    std::size_t batch, height, width, in, out;
    std::size_t kernel_height, kernel_width;
    std::size_t stride_height = 1, stride_width = 1;
    std::size_t dilation_height = 1, dilation_width = 1;
    std::size_t pad_top = 0, pad_bottom = 0, pad_left = 0, pad_right = 0;
    std::size_t groups = 1;

    std::size_t reach_height() const { return dilation_height * (kernel_height - 1) + 1; }
    std::size_t reach_width() const { return dilation_width * (kernel_width - 1) + 1; }
    std::size_t out_height() const {
        return (height + pad_top + pad_bottom - reach_height()) / stride_height + 1;
    }
    std::size_t out_width() const {
        return (width + pad_left + pad_right - reach_width()) / stride_width + 1;
    }
    std::size_t kernel_size() const { return kernel_height * kernel_width * (in / groups) * out; }
};

}  // namespace nnlite::kernels
