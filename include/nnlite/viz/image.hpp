#pragma once

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/viz/color_map.hpp"

namespace nnlite {

inline constexpr Rgb black{0, 0, 0};
inline constexpr Rgb white{255, 255, 255};
inline constexpr Rgb red{255, 0, 0};
inline constexpr Rgb blue{0, 0, 255};

/// A picture of height x width colours; row 0 is the top.
/// Throws: ValueError if it has no pixels or more than 2^28.
class Picture {
   public:
    Picture(std::size_t height, std::size_t width, Rgb color = white)
        : height_(height), width_(width) {
        constexpr std::size_t most = std::size_t{1} << 28;
        if (height == 0 || width == 0 || height > most / width) {
            fail<ValueError>("Picture: expected 1 to 2^28 pixels, got ", height, " x ", width);
        }
        pixels_.assign(height * width, color);
    }

    std::size_t height() const { return height_; }
    std::size_t width() const { return width_; }

    /// All colours, row by row.
    const std::vector<Rgb>& pixels() const { return pixels_; }

    Rgb& operator()(std::size_t row, std::size_t column) { return pixels_[row * width_ + column]; }
    const Rgb& operator()(std::size_t row, std::size_t column) const {
        return pixels_[row * width_ + column];
    }

    /// Paints the rectangle from (row, column); what lies outside of the picture is left out.
    void paint(std::size_t row, std::size_t column, std::size_t height, std::size_t width,
               Rgb color) {
        if (row >= height_ || column >= width_) { return; }
        width = std::min(width, width_ - column);
        height = std::min(height, height_ - row);
        for (std::size_t y = row; y < row + height; ++y) {
            std::fill_n(&(*this)(y, column), width, color);
        }
    }

    /// Copies another picture to (row, column); what lies outside of this one is left out.
    void paste(std::size_t row, std::size_t column, const Picture& other) {
        if (row >= height_ || column >= width_) { return; }
        const std::size_t width = std::min(other.width_, width_ - column);
        for (std::size_t y = 0; y < std::min(other.height_, height_ - row); ++y) {
            std::copy_n(&other(y, 0), width, &(*this)(row + y, column));
        }
    }

   private:
    std::size_t height_, width_;
    std::vector<Rgb> pixels_;
};

namespace detail {

inline void append_big_endian(std::string& bytes, std::size_t number) {
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        bytes += static_cast<char>(number >> (shift - 8) & 255U);
    }
}

inline void append_png_chunk(std::string& png, std::string_view type, std::string_view content) {
    append_big_endian(png, content.size());
    const std::size_t start = png.size();
    png.append(type).append(content);
    append_big_endian(
        png, crc32_z(0, reinterpret_cast<const Bytef*>(png.data()) + start, png.size() - start));
}

}  // namespace detail

/// The bytes of a PNG file of the picture.
/// Source: Portable Network Graphics, W3C, second edition; 8 bits per channel, no row filters.
inline std::string png_bytes(const Picture& picture) {
    std::string rows;
    rows.reserve(picture.height() * (3 * picture.width() + 1));
    for (std::size_t row = 0; row < picture.height(); ++row) {
        rows += '\0';  // no filter
        for (std::size_t column = 0; column < picture.width(); ++column) {
            const Rgb color = picture(row, column);
            for (const std::uint8_t level : {color.red, color.green, color.blue}) {
                rows += static_cast<char>(level);
            }
        }
    }
    uLongf size = compressBound(static_cast<uLong>(rows.size()));
    std::string packed(size, '\0');
    if (compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                 reinterpret_cast<const Bytef*>(rows.data()),
                 static_cast<uLong>(rows.size())) != Z_OK) {
        throw std::bad_alloc();
    }
    packed.resize(size);

    std::string header;
    detail::append_big_endian(header, picture.width());
    detail::append_big_endian(header, picture.height());
    header.append("\x08\x02\0\0\0", 5);  // 8 bits of red, green and blue
    std::string png = "\x89PNG\r\n\x1a\n";
    detail::append_png_chunk(png, "IHDR", header);
    detail::append_png_chunk(png, "IDAT", packed);
    detail::append_png_chunk(png, "IEND", "");
    return png;
}

namespace detail {

inline void write_file(std::string_view place, const std::string& path, std::string_view bytes) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    const bool written =
        file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    if (file == nullptr || std::fclose(file) != 0 || !written) {
        fail<FileError>(place, ": cannot write ", path);
    }
}

}  // namespace detail

/// Writes a picture as a PNG file.
/// Throws: FileError if the file cannot be written.
inline void write_png(const std::string& path, const Picture& picture) {
    detail::write_file("write_png", path, png_bytes(picture));
}

}  // namespace nnlite
