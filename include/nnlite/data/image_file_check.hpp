#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/io/crc32.hpp"
#include "nnlite/io/inflater.hpp"
#include "nnlite/io/input_file.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The bytes of an image file, in memory.
class ImageBytes : public InputFile {
   public:
    using InputFile::InputFile;

    std::span<const std::uint8_t> all() const { return bytes(); }
    bool begins_with(std::string_view magic) const {
        return size() >= magic.size() &&
               std::equal(magic.begin(), magic.end(), all().begin(),
                          [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
    }
    std::span<const std::uint8_t> part(std::size_t at, std::size_t count) const {
        if (at > size() || count > size() - at) {
            fail("is truncated: expected ", count, " bytes at byte ", at, ", got ",
                 size() - std::min(at, size()));
        }
        return all().subspan(at, count);
    }
    std::size_t big_endian(std::size_t at, std::size_t count) const {
        std::size_t number = 0;
        for (const std::uint8_t byte : part(at, count)) { number = number << 8U | byte; }
        return number;
    }
    void check_pixels(std::size_t height, std::size_t width, std::size_t most) const {
        if (height == 0 || width == 0 || height > most / width) {
            fail("expected 1 to ", most, " pixels (max_pixels), got ", height, " x ", width);
        }
    }
};

// Unpacks the pixels of a PNG only to check their checksum and length.
inline void check_png_pixels(const ImageBytes& png, std::span<const std::uint8_t> packed,
                             std::size_t most) {
    const InputFile file("", "", packed);
    Inflater inflater(file, 0, packed.size(), Inflater::zlib);
    const Workspace<std::uint8_t> room(1 << 16);
    std::size_t done = 0;
    for (std::size_t got = 1; got > 0 && done <= most; done += got) {
        got = inflater.unpack(room.data(), 1 << 16);
    }
    if (done <= most && inflater.is_short()) { png.fail("is damaged: its pixels end too early"); }
    if (done > most || inflater.damage() != nullptr) {
        png.fail("is damaged: its pixels cannot be unpacked");
    }
}

// The largest number of bytes in the rows of a PNG, interlaced ones too.
inline std::size_t png_row_bytes(const ImageBytes& png, std::size_t max_pixels) {
    const std::size_t width = png.big_endian(16, 4), height = png.big_endian(20, 4);
    const std::size_t depth = png.big_endian(24, 1), type = png.big_endian(25, 1);
    constexpr std::array<std::size_t, 7> channels{1, 0, 3, 1, 2, 0, 4};
    if (png.big_endian(8, 8) != 0x0000000D49484452U || type > 6 || channels[type] == 0 ||
        depth > 16) {
        png.fail("is damaged: wrong header");
    }
    png.check_pixels(height, width, max_pixels);
    return height * (1 + (width * channels[type] * depth + 7) / 8) + 4 * height + 64;
}

// Throws unless all chunks of a PNG are complete, up to its end, and the number of pixels is right.
// stb reads no checksums and unpacks any number of pixels.
inline void check_png(const ImageBytes& png, std::size_t max_pixels) {
    const std::size_t most = png_row_bytes(png, max_pixels);
    Vector<std::uint8_t> pixels;
    for (std::size_t at = 8;;) {
        const std::size_t size = png.big_endian(at, 4);
        const auto body = png.part(at + 4, size + 4);
        if (crc32_of(body.data(), body.size()) != png.big_endian(at + 8 + size, 4)) {
            png.fail("is damaged: the chunk at byte ", at, " has a wrong checksum");
        }
        const std::string_view type(reinterpret_cast<const char*>(body.data()), 4);
        const bool needed = type[0] >= 'A' && type[0] <= 'Z';
        if (type == "IDAT") { pixels.insert(pixels.end(), body.begin() + 4, body.end()); }
        if (type == "IEND") { break; }
        if (needed && type != "IHDR" && type != "PLTE" && type != "IDAT") {
            png.fail("is not a valid PNG: unknown chunk at byte ", at);
        }
        at += size + 12;
    }
    check_png_pixels(png, pixels, most);
}

// The next number of a Netpbm header, behind spaces and comments.
inline std::size_t netpbm_number(const ImageBytes& file, std::size_t& at) {
    std::size_t number = 0, digits = 0;
    for (bool comment = false;; ++at) {
        const auto byte = static_cast<char>(file.big_endian(at, 1));
        if (byte >= '0' && byte <= '9' && !comment) {
            number = 10 * number + static_cast<std::size_t>(byte - '0');
            if (++digits > 9) { break; }
        } else if (digits > 0 || (!comment && std::string_view(" \t\n\v\f\r#").find(byte) ==
                                                  std::string_view::npos)) {
            break;
        } else {
            comment = byte == '#' || (comment && byte != '\n' && byte != '\r');
        }
    }
    if (digits == 0 || digits > 9) {
        file.fail("is damaged: expected a number of at most 9 digits in the header, at byte ", at);
    }
    return number;
}

// PGM (P5) or PPM (P6) with one or two bytes per value.
inline Tensor<std::uint8_t> read_netpbm(const ImageBytes& file, std::size_t max_pixels) {
    const std::size_t channels = file.begins_with("P6") ? 3 : 1;
    std::size_t at = 2;
    const std::size_t width = netpbm_number(file, at), height = netpbm_number(file, at);
    const std::size_t largest = netpbm_number(file, at);
    file.check_pixels(height, width, max_pixels);
    if (largest < 1 || largest > 65535) {
        file.fail("expected a largest value from 1 to 65535, got ", largest);
    }
    const std::size_t bytes = largest > 255 ? 2 : 1;
    const std::uint8_t* from = file.part(at + 1, height * width * channels * bytes).data();
    auto image = empty_tensor<std::uint8_t>({height, width, channels});
    for (std::size_t i = 0; i < image.size(); ++i, from += bytes) {
        const std::size_t value = bytes == 2 ? from[0] * std::size_t{256} + from[1] : from[0];
        image.data()[i] =
            static_cast<std::uint8_t>((std::min(value, largest) * 255 + largest / 2) / largest);
    }
    return image;
}

}  // namespace nnlite::detail
