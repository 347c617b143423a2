#pragma once

#include <cstdlib>

// Reads pictures from files with stb's header: CMake target nnlite::image.

#if __has_include(<stb/stb_image.h>)
#define NNLITE_STB_IMAGE <stb/stb_image.h>
#elif __has_include(<stb_image.h>)
#define NNLITE_STB_IMAGE <stb_image.h>
#else
#error \
    "nnlite/data/image_file.hpp needs stb: apt-get install libstb-dev | \
conda install -c conda-forge stb | vcpkg install stb"
#endif

#ifdef STBI_INCLUDE_STB_IMAGE_H
#error "include nnlite/data/image_file.hpp before stb_image.h"
#endif
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_STDIO
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
// stb 2.27 decodes with tables that a JPEG file does not contain: make them zero.
#define STBI_MALLOC(bytes) std::calloc(1, bytes)
#define STBI_REALLOC(memory, bytes) std::realloc(memory, bytes)
#define STBI_FREE(memory) std::free(memory)
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#include NNLITE_STB_IMAGE
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#undef STB_IMAGE_IMPLEMENTATION
#undef STBI_MALLOC
#undef STBI_REALLOC
#undef STBI_FREE
#undef NNLITE_STB_IMAGE

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/image_file_check.hpp"
#include "nnlite/data/jpeg_check.hpp"
#include "nnlite/data/to_gray.hpp"
#include "nnlite/io/byte_reader.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Options of read_image().
struct ReadImageOptions {
    bool gray = false;                                 ///< to_gray() of it
    std::size_t max_pixels = std::size_t{1} << 26;     ///< more are an error, before unpacking
    std::uint64_t max_bytes = std::uint64_t{1} << 28;  ///< of the file, below 2^31
};

namespace detail {

// Throws if a pixel's colour is not in the palette: stb would read out of bounds. stb reads the
// palette indices as gray levels, from a copy whose header declares a gray image.
inline void check_palette(const ImageBytes& png) {
    const std::size_t depth = png.big_endian(24, 1), type = png.big_endian(25, 1);
    if (type != 3) { return; }
    Vector<std::uint8_t> gray(png.all().begin(), png.all().end());
    gray[25] = 0;
    std::size_t colors = 0;
    for (std::size_t at = 8; at + 8 <= gray.size(); at += png.big_endian(at, 4) + 12) {
        const auto chunk = png.part(at + 4, 4);
        if (std::ranges::equal(chunk, std::string_view("PLTE"))) {
            colors = png.big_endian(at, 4) / 3;
        } else if (std::ranges::equal(chunk, std::string_view("tRNS"))) {
            gray[at + 5] = 'x';  // a chunk that stb does not know
        }
    }
    if (depth > 8 || colors >= std::size_t{1} << depth) { return; }
    int width = 0, height = 0, channels = 0;
    const std::unique_ptr<stbi_uc, void (*)(void*)> levels(
        stbi_load_from_memory(gray.data(), static_cast<int>(gray.size()), &width, &height,
                              &channels, 1),
        stbi_image_free);
    if (!levels) { png.fail("is damaged: ", stbi_failure_reason()); }
    const int step = 255 / ((1 << depth) - 1);  // between levels
    const int largest =
        *std::max_element(levels.get(), levels.get() + std::ptrdiff_t{width} * height) / step;
    if (static_cast<std::size_t>(largest) >= colors) {
        png.fail("is damaged: expected colours 0 to ", colors, " - 1 of its palette, got ",
                 largest);
    }
}

inline Tensor<std::uint8_t> read_png_or_jpeg(const ImageBytes& file, std::size_t max_pixels) {
    const auto bytes = file.all();
    const auto size = static_cast<int>(bytes.size());
    if (file.begins_with("\x89PNG")) {
        check_png(file, max_pixels);
        check_palette(file);
    } else {
        JpegCheck(file, max_pixels).run();
    }
    int width = 0, height = 0, channels = 0;
    if (stbi_info_from_memory(bytes.data(), size, &width, &height, &channels) == 0) {
        file.fail("is damaged: ", stbi_failure_reason());
    }
    file.check_pixels(static_cast<std::size_t>(height), static_cast<std::size_t>(width),
                      max_pixels);
    const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
        stbi_load_from_memory(bytes.data(), size, &width, &height, &channels, 0), stbi_image_free);
    if (!pixels) { file.fail("is damaged: ", stbi_failure_reason()); }
    auto image = empty_tensor<std::uint8_t>({static_cast<std::size_t>(height),
                                             static_cast<std::size_t>(width),
                                             static_cast<std::size_t>(channels)});
    std::copy_n(pixels.get(), image.size(), image.data());
    return image;
}

inline Tensor<std::uint8_t> read_image(const ImageBytes& file, const ReadImageOptions& options) {
    if (options.max_bytes >= std::uint64_t{1} << 31U) {
        fail<ValueError>("read_image: expected max_bytes below 2^31, got ", options.max_bytes);
    }
    if (file.size() > options.max_bytes) {
        file.fail("expected at most ", options.max_bytes, " bytes (max_bytes), got more");
    }
    Tensor<std::uint8_t> image;
    if (file.begins_with("\x89PNG\r\n\x1a\n") || file.begins_with("\xff\xd8\xff")) {
        image = read_png_or_jpeg(file, options.max_pixels);
    } else if (file.begins_with("P5") || file.begins_with("P6")) {
        image = read_netpbm(file, options.max_pixels);
    } else {
        file.fail("expected a PNG, JPEG, PGM (P5) or PPM (P6) file");
    }
    return options.gray ? to_gray(image) : image;
}

}  // namespace detail

/// Reads a picture: PNG, JPEG, PGM or PPM (binary). Channels are those of the file: gray, gray and
/// opacity, red green blue, or these and opacity; 16-bit values are truncated to 8 bits.
/// Shapes: [height, width, channels], or [height, width] if gray.
/// Throws: FileError if the file is missing, truncated, damaged or of another kind, or larger than
/// the options say; ValueError if max_bytes is 2^31 or more.
inline Tensor<std::uint8_t> read_image(const std::string& path,
                                       const ReadImageOptions& options = {}) {
    detail::ByteReader reader("read_image", path);
    if (reader.capacity() > options.max_bytes) {
        reader.fail("expected at most ", options.max_bytes, " bytes (max_bytes), got ",
                    reader.capacity());
    }
    const std::string bytes = reader.read_rest();
    return detail::read_image(
        {"read_image", path, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}},
        options);
}

/// Reads the bytes of such a file; messages show `name` instead of the path.
inline Tensor<std::uint8_t> read_image(std::span<const std::uint8_t> bytes, std::string_view name,
                                       const ReadImageOptions& options = {}) {
    return detail::read_image({"read_image", name, bytes}, options);
}

}  // namespace nnlite
