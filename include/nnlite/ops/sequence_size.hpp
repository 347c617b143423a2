#pragma once

#include <cstddef>
#include <string_view>

#include "nnlite/core/tensor.hpp"
#include "nnlite/ops/image_size.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Zeros before and after a sequence: as many on both sides, given for each side, or
// Padding::valid() and Padding::same().
struct Padding1d : Padding {
    Padding1d(std::size_t both)  // NOLINT(google-explicit-constructor)
        : Padding(0, 0, both, both) {}
    Padding1d(std::size_t before, std::size_t after) : Padding(0, 0, before, after) {}
    Padding1d(const Padding& of_images)  // NOLINT(google-explicit-constructor)
        : Padding(of_images) {
        top = bottom = 0;
    }
};

// The checks of a window that moves along sequences. The functions of sequences are those of images
// of height 1; only what is said of a mistake differs.
void require_window1d(std::string_view place, const Shape& x, std::size_t reach, std::size_t stride,
                      const Padding1d& padding);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/ops/sequence_size_impl.hpp"
#endif
