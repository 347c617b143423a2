#pragma once

#include <cstddef>
#include <string_view>

#include "nnlite/core/count_of.hpp"
#include "nnlite/ops/image_size.hpp"

namespace nnlite {

/// Zeros before and after a sequence: as many on both sides, given for each side, or
/// Padding::valid() and Padding::same().
struct Padding1d : Padding {
    Padding1d(std::size_t both)  // NOLINT(google-explicit-constructor)
        : Padding(0, 0, both, both) {}
    Padding1d(std::size_t before, std::size_t after) : Padding(0, 0, before, after) {}
    Padding1d(const Padding& of_images)  // NOLINT(google-explicit-constructor)
        : Padding(of_images) {
        top = bottom = 0;
    }
};

namespace detail {

// The checks of a window that moves along sequences. The functions of sequences are those of images
// of height 1; only what is said of a mistake differs.
inline void require_window1d(std::string_view place, const Shape& x, std::size_t reach,
                             std::size_t stride, const Padding1d& padding) {
    if (x.size() != 3) {
        fail<ShapeError>(place, ": expected input [batch, time, channels], got ", x);
    }
    count_of(place, "time steps of stride", stride);
    if (stride == 0) { fail<ValueError>(place, ": expected stride >= 1, got 0"); }
    const std::size_t steps = x[1] + padding.left + padding.right;
    const std::size_t least = padding.is_same ? 1 : reach;
    if (steps < least) {
        fail<ShapeError>(place, ": expected at least ", least,
                         " time steps, padding included, got ", steps);
    }
}

}  // namespace detail

}  // namespace nnlite
