#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/viz/color_map.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// Colours by name.
inline constexpr Rgb black{0, 0, 0};
inline constexpr Rgb white{255, 255, 255};
inline constexpr Rgb red{255, 0, 0};
inline constexpr Rgb blue{0, 0, 255};

/// A picture of height x width colours; row 0 is the top.
/// Throws: ValueError if it has no pixels or more than 2^28.
class Picture {
   public:
    Picture(std::size_t height, std::size_t width, Rgb color = white);

    std::size_t height() const { return height_; }
    std::size_t width() const { return width_; }

    /// All colours, row by row.
    const std::vector<Rgb>& pixels() const { return pixels_; }

    Rgb& operator()(std::size_t row, std::size_t column) { return pixels_[row * width_ + column]; }
    const Rgb& operator()(std::size_t row, std::size_t column) const {
        return pixels_[row * width_ + column];
    }

    /// Fills the rectangle at (row, column); pixels outside the picture are skipped.
    void paint(std::size_t row, std::size_t column, std::size_t height, std::size_t width,
               Rgb color);

    /// Copies another picture to (row, column); pixels outside this one are skipped.
    void paste(std::size_t row, std::size_t column, const Picture& other);

   private:
    std::size_t height_, width_;
    std::vector<Rgb> pixels_;
};

namespace detail {

// Red, green and blue of each colour.
inline std::string_view levels_of(const std::vector<Rgb>& colors) {
    static_assert(sizeof(Rgb) == 3);
    return {reinterpret_cast<const char*>(colors.data()), 3 * colors.size()};
}

// The bytes of a PNG file of the picture: with a palette if it has at most 256 colours.
// Source: Portable Network Graphics, W3C, second edition, 11.2; 8 bits deep, no row filters.
std::string png_bytes(const Picture& picture);

}  // namespace detail

/// Writes a picture as a PNG file.
/// Throws: FileError if the file cannot be written.
void write_png(const std::string& path, const Picture& picture);

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/image_impl.hpp"
#endif
