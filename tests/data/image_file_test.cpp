#include "nnlite/data/image_file.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "reference/image_files.hpp"
#include "reference/jpegs.hpp"
#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using namespace nnlite;

namespace {

const reference::ImageFile& file_of(const std::string& name) {
    return *std::find_if(std::begin(reference::image_files), std::end(reference::image_files),
                         [&](const auto& file) { return file.name == name; });
}

Tensor<std::uint8_t> read(const Bytes& bytes, const ReadImageOptions& options = {}) {
    return read_image(bytes, "x", options);
}

// The largest difference of the numbers.
int distance(const Tensor<std::uint8_t>& image, const std::vector<std::uint8_t>& wanted) {
    REQUIRE(image.size() == wanted.size());
    int largest = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        largest = std::max(largest, std::abs(int{image.data()[i]} - int{wanted[i]}));
    }
    return largest;
}

// Sets numbers of a PNG's header, with the checksum that belongs to it.
Bytes with_header(Bytes png, std::size_t at, std::initializer_list<std::uint8_t> numbers) {
    std::copy(numbers.begin(), numbers.end(), png.begin() + static_cast<std::ptrdiff_t>(at));
    const auto sum = crc32(0, png.data() + 12, 17);
    for (std::size_t i = 0; i < 4; ++i) {
        png[29 + i] = static_cast<std::uint8_t>(sum >> (24 - 8 * i));
    }
    return png;
}

// Where a scan of a JPEG begins, its pixels begin, and these end.
struct Scan {
    std::size_t begin, pixels, end;
};
std::vector<Scan> scans_of(const Bytes& jpeg) {
    std::vector<Scan> scans;
    const auto length = [&](std::size_t at) { return std::size_t{jpeg[at]} * 256 + jpeg[at + 1]; };
    const auto is_marker = [&](std::size_t at) {
        return jpeg[at] == 255 && jpeg[at + 1] != 0 && (jpeg[at + 1] < 0xd0 || jpeg[at + 1] > 0xd7);
    };
    for (std::size_t at = 2; jpeg[at + 1] != 0xd9;) {
        const std::size_t begin = at;
        at += 2 + length(at + 2);
        if (jpeg[begin + 1] != 0xda) { continue; }
        const std::size_t pixels = at;
        while (!is_marker(at)) { ++at; }
        scans.push_back({begin, pixels, at});
    }
    return scans;
}

// Its first bytes and an end marker.
Bytes cut_jpeg(const Bytes& jpeg, std::size_t size) {
    Bytes result(jpeg.begin(), jpeg.begin() + std::ptrdiff_t(size));
    result.insert(result.end(), {0xff, 0xd9});
    return result;
}

}  // namespace

TEST_CASE("read_image: known values") {
    for (const auto& file : reference::image_files) {
        CAPTURE(file.name);
        const bool jpeg = std::string(file.name).starts_with("jpeg");
        const int tolerance = jpeg ? 2 : 0;  // decoders of JPEG round in their own ways
        const auto image = read(file.bytes);
        REQUIRE(std::equal(image.shape().begin(), image.shape().end(), file.shape.begin(),
                           file.shape.end()));
        REQUIRE(distance(image, file.pixels) <= tolerance);
        const auto gray = read(file.bytes, {.gray = true});
        REQUIRE(gray.shape() == Shape{file.shape[0], file.shape[1]});
        REQUIRE(distance(gray, file.gray) <= tolerance);
        // All of it again, from a file.
        const TemporaryFile on_disk("picture", file.bytes);
        REQUIRE((read_image(on_disk.path()) == image));
    }
}

TEST_CASE("read_image: largest values of Netpbm") {
    REQUIRE(distance(read(bytes_of("P5 # width\n2\n#height\n1 3\n\x01\x02")), {85, 170}) == 0);
    REQUIRE(distance(read(bytes_of(std::string("P5 2 1 65535\n\xff\xff\x80\x00", 17))),
                     {255, 128}) == 0);
    REQUIRE(distance(read(bytes_of("P5 2 1 7\n\x07\x09")), {255, 255}) == 0);
}

TEST_CASE("read_image: other files") {
    REQUIRE_ERROR(read_image("none.png"), FileError,
                  "read_image: none.png: cannot be opened (No such file or directory)");
    for (const std::string text : {"", "P", "GIF89a", "P2 1 1 1\n1", "\xff\xd8"}) {
        REQUIRE_ERROR(read(bytes_of(text)), FileError,
                      "read_image: x: expected a PNG, JPEG, PGM (P5) or PPM (P6) file");
    }
}

TEST_CASE("read_image: every truncated file is refused") {
    for (const auto& file : reference::image_files) {
        CAPTURE(file.name);
        for (std::size_t size = 0; size < file.bytes.size(); ++size) {
            const Bytes part(file.bytes.begin(),
                             file.bytes.begin() + static_cast<std::ptrdiff_t>(size));
            REQUIRE_THROWS_AS(read(part), FileError);
        }
    }
    const Bytes& jpeg = file_of("jpeg_rgb").bytes;
    REQUIRE_ERROR(read(Bytes(jpeg.begin(), jpeg.end() - 1)), FileError,
                  "read_image: x: is truncated: expected 2 bytes at byte " +
                      std::to_string(jpeg.size() - 2) + ", got 1");
    REQUIRE_ERROR(read(bytes_of("P6 2 2 255\n123")), FileError,
                  "read_image: x: is truncated: expected 12 bytes at byte 11, got 3");
}

TEST_CASE("read_image: JPEGs of all kinds, and what is missing in them") {
    for (const auto& [name, bytes] : reference::jpegs) {
        CAPTURE(name);
        REQUIRE(read(bytes).shape()[1] == 33);
        const bool progressive = name.find("progressive") != name.npos;
        const auto scans = scans_of(bytes);
        REQUIRE_ERROR(read(cut_jpeg(bytes, scans[0].begin)), FileError,
                      "read_image: x: is damaged: it has no pixels");
        for (const Scan& scan : scans) {
            for (std::size_t size = scan.pixels; size < scan.end; ++size) {
                REQUIRE_THROWS_AS(read(cut_jpeg(bytes, size)), FileError);
            }
            if (progressive) { continue; }  // a refinement of zeros may be one
            Bytes zeroed = bytes;
            std::fill(zeroed.begin() + std::ptrdiff_t((scan.pixels + scan.end) / 2),
                      zeroed.begin() + std::ptrdiff_t(scan.end), std::uint8_t{0});
            REQUIRE_THROWS_AS(read(zeroed), FileError);
        }
    }
    const Bytes& jpeg = file_of("jpeg_gray").bytes;
    const Scan scan = scans_of(jpeg)[0];
    const auto end = std::to_string(scan.pixels + 5);
    REQUIRE_ERROR(read(cut_jpeg(jpeg, scan.pixels + 5)), FileError,
                  "read_image: x: is damaged: its pixels end too early, at byte " + end);
    Bytes longer = jpeg;
    longer.insert(longer.end() - 2, 3, std::uint8_t{0});
    REQUIRE_ERROR(read(longer), FileError,
                  "read_image: x: is damaged: expected the end of its pixels at byte " +
                      std::to_string(scan.end));
    Bytes restarts = reference::jpegs[5].second;
    const Bytes mark{0xff, 0xd1};
    *(std::search(restarts.begin(), restarts.end(), mark.begin(), mark.end()) + 1) = 0xd2;
    REQUIRE_THROWS_AS(read(restarts), FileError);
}

TEST_CASE("read_image: a colour that the palette of a PNG does not have") {
    const auto number = [](std::uint32_t value) {
        return Bytes{std::uint8_t(value >> 24), std::uint8_t(value >> 16), std::uint8_t(value >> 8),
                     std::uint8_t(value)};
    };
    const auto add_chunk = [&](Bytes& png, const std::string& type, const Bytes& data) {
        Bytes body = bytes_of(type);
        body.insert(body.end(), data.begin(), data.end());
        const auto sum = crc32(0, body.data(), uInt(body.size()));
        for (const Bytes& part :
             {number(std::uint32_t(data.size())), body, number(std::uint32_t(sum))}) {
            png.insert(png.end(), part.begin(), part.end());
        }
    };
    // An image of one row, whose pixels are the byte's bits: with two and three colours.
    const auto png_of = [&](std::uint8_t depth, Bytes row, const Bytes& palette, bool opacity) {
        Bytes png = bytes_of("\x89PNG\r\n\x1a\n");
        const auto width = std::uint8_t(8 * row.size() / depth);
        row.insert(row.begin(), 0);
        Bytes packed(100);
        uLongf size = 100;
        REQUIRE(compress(packed.data(), &size, row.data(), uLong(row.size())) == Z_OK);
        packed.resize(size);
        add_chunk(png, "IHDR", {0, 0, 0, width, 0, 0, 0, 1, depth, 3, 0, 0, 0});
        add_chunk(png, "PLTE", palette);
        if (opacity) { add_chunk(png, "tRNS", {10, 20}); }
        add_chunk(png, "IDAT", packed);
        add_chunk(png, "IEND", {});
        return png;
    };
    const Bytes three{1, 2, 3, 4, 5, 6, 7, 8, 9};
    REQUIRE(distance(read(png_of(8, {0, 2, 1}, three, false)), {1, 2, 3, 7, 8, 9, 4, 5, 6}) == 0);
    REQUIRE(distance(read(png_of(8, {2, 1}, three, true)), {7, 8, 9, 255, 4, 5, 6, 20}) == 0);
    REQUIRE(distance(read(png_of(2, {0b00011000}, three, false)),
                     {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3}) == 0);
    const std::string message =
        "read_image: x: is damaged: expected colours 0 to 3 - 1 of its palette, got ";
    REQUIRE_ERROR(read(png_of(8, {0, 200, 1}, three, false)), FileError, message + "200");
    REQUIRE_ERROR(read(png_of(8, {3}, three, true)), FileError, message + "3");
    REQUIRE_ERROR(read(png_of(4, {0x24}, three, false)), FileError, message + "4");
    REQUIRE_ERROR(read(png_of(2, {0b00011011}, three, true)), FileError, message + "3");
}

TEST_CASE("read_image: damaged files") {
    // Every byte of a PNG is under a checksum.
    const Bytes& png = file_of("png_rgb").bytes;
    for (std::size_t i = 0; i < png.size(); ++i) {
        Bytes damaged = png;
        damaged[i] ^= 1U;
        REQUIRE_THROWS_AS(read(damaged), FileError);
    }
    Bytes damaged = png;
    damaged[50] ^= 1U;
    REQUIRE_ERROR(read(damaged), FileError,
                  "read_image: x: is damaged: the chunk at byte 33 has a wrong checksum");
    // A Huffman table of more codes than there are.
    Bytes jpeg = file_of("jpeg_gray").bytes;
    const Bytes marker{0xff, 0xc4};
    const auto table = std::search(jpeg.begin(), jpeg.end(), marker.begin(), marker.end());
    std::fill_n(table + 5, 16, std::uint8_t{255});
    REQUIRE_ERROR(read(jpeg), FileError, "read_image: x: is damaged: wrong Huffman table");
    // More or fewer pixels than the header says.
    REQUIRE_THROWS_AS(read(with_header(png, 16, {0, 0, 0, 200})), FileError);
    REQUIRE_THROWS_AS(read(with_header(png, 24, {5})), FileError);
    REQUIRE_ERROR(read(bytes_of("P5 x")), FileError,
                  "read_image: x: is damaged: expected a number of at most 9 digits in the header, "
                  "at byte 3");
    REQUIRE_ERROR(read(bytes_of("P5 1234567890 1 1\n")), FileError,
                  "read_image: x: is damaged: expected a number of at most 9 digits in the header, "
                  "at byte 12");
    REQUIRE_ERROR(read(bytes_of("P5 1 1 65536\n")), FileError,
                  "read_image: x: expected a largest value from 1 to 65535, got 65536");
}

TEST_CASE("read_image: bombs are refused") {
    // Declared pixels, in a file of a few bytes.
    const Bytes huge = with_header(file_of("png_gray").bytes, 16, {0, 1, 0, 0, 0, 1, 0, 0});
    REQUIRE_ERROR(read(huge), FileError,
                  "read_image: x: expected 1 to 67108864 pixels (max_pixels), got 65536 x 65536");
    REQUIRE_ERROR(read(bytes_of("P5 0 3 255\n")), FileError,
                  "read_image: x: expected 1 to 67108864 pixels (max_pixels), got 3 x 0");
    REQUIRE_ERROR(read(file_of("jpeg_rgb").bytes, {.max_pixels = 383}), FileError,
                  "read_image: x: expected 1 to 383 pixels (max_pixels), got 16 x 24");
    // Every scan goes over all pixels again.
    const Bytes& gray = file_of("jpeg_gray").bytes;
    const auto scan = gray.begin() + std::ptrdiff_t(scans_of(gray)[0].begin);
    Bytes scans(gray.begin(), scan);
    for (int i = 0; i < 101; ++i) { scans.insert(scans.end(), scan, gray.end() - 2); }
    REQUIRE_ERROR(read(scans), FileError, "read_image: x: expected at most 100 scans, got more");
    // Ten megabytes of pixels for a header that says seven by five.
    const Bytes& png = file_of("png_gray").bytes;
    const std::vector<Bytef> zeros(10000000);
    uLongf size = compressBound(static_cast<uLong>(zeros.size()));
    Bytes packed(size);
    compress(packed.data(), &size, zeros.data(), static_cast<uLong>(zeros.size()));
    packed.resize(size);
    Bytes bomb(png.begin(), png.begin() + 33);
    Bytes chunk = bytes_of("IDAT");
    chunk.insert(chunk.end(), packed.begin(), packed.end());
    const auto append = [&bomb](std::uint32_t number) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            bomb.push_back(static_cast<std::uint8_t>(number >> shift));
        }
    };
    append(static_cast<std::uint32_t>(size));
    bomb.insert(bomb.end(), chunk.begin(), chunk.end());
    append(static_cast<std::uint32_t>(crc32(0, chunk.data(), static_cast<uInt>(chunk.size()))));
    bomb.insert(bomb.end(), png.end() - 12, png.end());
    REQUIRE_ERROR(read(bomb), FileError,
                  "read_image: x: is damaged: its pixels cannot be unpacked");
    // The file itself.
    const TemporaryFile file("large.png", png);
    REQUIRE_ERROR(read_image(file.path(), {.max_bytes = 50}), FileError,
                  "read_image: " + file.path() + ": expected at most 50 bytes (max_bytes), got " +
                      std::to_string(png.size()));
    REQUIRE_ERROR(read(png, {.max_bytes = 50}), FileError,
                  "read_image: x: expected at most 50 bytes (max_bytes), got more");
    REQUIRE_ERROR(read(png, {.max_bytes = std::uint64_t{1} << 31U}), ValueError,
                  "read_image: expected max_bytes below 2^31, got 2147483648");
}
