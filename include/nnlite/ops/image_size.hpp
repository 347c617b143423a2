#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "nnlite/core/count_of.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// A number of pixels along height and width; a single number means both.
/// Throws: ValueError on negative ones.
struct Size2d {
    std::size_t height, width;
    Size2d(std::size_t both) : Size2d(both, both) {}  // NOLINT(google-explicit-constructor)
    Size2d(std::size_t rows, std::size_t columns)
        : height(detail::count_of("Size2d", "pixels", rows)),
          width(detail::count_of("Size2d", "pixels", columns)) {}
};

/// Zeros around an image: none (valid), as many as needed for out = ceil(in / stride) with an odd
/// one at the bottom and right (same, as TensorFlow), or given.
/// Throws: ValueError on negative ones.
struct Padding {
    static Padding valid() { return Padding(0, 0, 0, 0); }
    static Padding same();
    Padding(std::size_t all)  // NOLINT(google-explicit-constructor)
        : Padding(all, all, all, all) {}
    Padding(std::size_t above, std::size_t below, std::size_t before, std::size_t after)
        : top(detail::count_of("Padding", "pixels", above)),
          bottom(detail::count_of("Padding", "pixels", below)),
          left(detail::count_of("Padding", "pixels", before)),
          right(detail::count_of("Padding", "pixels", after)) {}

    std::size_t top, bottom, left, right;
    bool is_same = false;
};

namespace detail {

// Zeros before and after an axis for "same" padding.
std::pair<std::size_t, std::size_t> same_padding(std::size_t extent, std::size_t reach,
                                                 std::size_t stride);

Padding resolved(const Padding& padding, std::size_t height, std::size_t width, Size2d reach,
                 Size2d stride);

void require_images(std::string_view place, const Shape& x);

void require_pixels(std::string_view place, const Shape& x);

void require_positive(std::string_view place, std::string_view what, Size2d size);

void require_reach(std::string_view place, const Padding& padding, std::size_t height,
                   std::size_t width, Size2d reach);

void require_groups(std::string_view place, std::size_t groups, std::size_t count,
                    std::string_view what);

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/image_size_impl.hpp"
#endif
