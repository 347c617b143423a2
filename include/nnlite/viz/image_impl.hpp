#pragma once

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/io/atomic_file.hpp"
#include "nnlite/io/crc32.hpp"
#include "nnlite/viz/color_map.hpp"
#include "nnlite/viz/image.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

void append_big_endian(std::string& bytes, std::size_t number);

void append_png_chunk(std::string& png, std::string_view type, std::string_view content);

// At most 256 colours, numbered in order of appearance.
class Palette {
   public:
    static constexpr std::uint16_t most = 256;

    Palette() { slots_.fill(most); }

    // The number of a colour; `most` if the palette is full.
    std::uint16_t number(Rgb color);

    const std::vector<Rgb>& colors() const { return colors_; }

   private:
    std::vector<Rgb> colors_;
    std::array<std::uint16_t, 1024> slots_;  // numbers of colours; `most` is free
};

// The palette index of each pixel's colour; empty if there are too many colours.
std::string palette_numbers(const Picture& picture, Palette& palette);

}  // namespace nnlite::viz::detail

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE Picture::Picture(std::size_t height, std::size_t width, Rgb color)
    : height_(height), width_(width) {
    constexpr std::size_t most = std::size_t{1} << 28;
    if (height == 0 || width == 0 || height > most / width) {
        fail<ValueError>("Picture: expected 1 to 2^28 pixels, got ", height, " x ", width);
    }
    pixels_.assign(height * width, color);
}

NNLITE_INLINE void Picture::paint(std::size_t row, std::size_t column, std::size_t height,
                                  std::size_t width, Rgb color) {
    if (row >= height_ || column >= width_) { return; }
    width = std::min(width, width_ - column);
    height = std::min(height, height_ - row);
    for (std::size_t y = row; y < row + height; ++y) {
        std::fill_n(&(*this)(y, column), width, color);
    }
}

NNLITE_INLINE void Picture::paste(std::size_t row, std::size_t column, const Picture& other) {
    if (row >= height_ || column >= width_) { return; }
    const std::size_t width = std::min(other.width_, width_ - column);
    for (std::size_t y = 0; y < std::min(other.height_, height_ - row); ++y) {
        std::copy_n(&other(y, 0), width, &(*this)(row + y, column));
    }
}

}  // namespace nnlite::viz

namespace nnlite::inline NNLITE_ABI::viz::detail {

NNLITE_INLINE void append_big_endian(std::string& bytes, std::size_t number) {
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        bytes += static_cast<char>(number >> (shift - 8) & 255U);
    }
}

NNLITE_INLINE void append_png_chunk(std::string& png, std::string_view type,
                                    std::string_view content) {
    append_big_endian(png, content.size());
    const std::size_t start = png.size();
    png.append(type).append(content);
    append_big_endian(png, nnlite::detail::crc32_of(png.data() + start, png.size() - start));
}

NNLITE_INLINE std::uint16_t Palette::number(Rgb color) {
    const std::uint32_t code = color.red * 65536U + color.green * 256U + color.blue;
    std::size_t slot = code * 2654435769U >> 22U;  // Knuth's multiplicative hash
    while (slots_[slot] != most && colors_[slots_[slot]] != color) {
        slot = (slot + 1) % slots_.size();
    }
    if (slots_[slot] == most && colors_.size() < most) {
        slots_[slot] = static_cast<std::uint16_t>(colors_.size());
        colors_.push_back(color);
    }
    return slots_[slot];
}

NNLITE_INLINE std::string palette_numbers(const Picture& picture, Palette& palette) {
    std::string numbers;
    numbers.reserve(picture.pixels().size());
    for (const Rgb color : picture.pixels()) {
        const std::uint16_t number = palette.number(color);
        if (number == Palette::most) { return {}; }
        numbers += static_cast<char>(number);
    }
    return numbers;
}

NNLITE_INLINE std::string png_bytes(const Picture& picture) {
    Palette palette;
    const std::string numbers = palette_numbers(picture, palette);
    const bool has_palette = !numbers.empty();
    const std::string_view pixels = has_palette ? numbers : levels_of(picture.pixels());
    const std::size_t width = pixels.size() / picture.height();
    std::string rows;
    rows.reserve(pixels.size() + picture.height());
    for (std::size_t row = 0; row < picture.height(); ++row) {
        rows += '\0';  // no filter
        rows += pixels.substr(row * width, width);
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
    append_big_endian(header, picture.width());
    append_big_endian(header, picture.height());
    // 8 bits of a colour's number, or of red, green and blue.
    header.append(has_palette ? "\x08\x03\0\0\0" : "\x08\x02\0\0\0", 5);
    std::string png = "\x89PNG\r\n\x1a\n";
    append_png_chunk(png, "IHDR", header);
    if (has_palette) { append_png_chunk(png, "PLTE", levels_of(palette.colors())); }
    append_png_chunk(png, "IDAT", packed);
    append_png_chunk(png, "IEND", "");
    return png;
}

}  // namespace nnlite::viz::detail

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE void write_png(const std::string& path, const Picture& picture) {
    nnlite::detail::write_file("write_png", path, detail::png_bytes(picture));
}

}  // namespace nnlite::viz
