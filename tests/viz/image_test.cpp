#include "nnlite/viz/image.hpp"

#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"
#include "support/text.hpp"

using namespace nnlite;
using namespace nnlite::viz;
using viz::detail::png_bytes;

namespace {

std::size_t number_at(const std::string& bytes, std::size_t at) {
    std::size_t number = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        number = 256 * number + static_cast<unsigned char>(bytes.at(i));
    }
    return number;
}

// The chunk at a place of a PNG, whose checksum must fit; the place moves to the next.
std::string chunk(const std::string& png, const std::string& type, std::size_t& at) {
    const std::size_t size = number_at(png, at);
    const std::string body = png.substr(at + 4, size + 4);
    at += size + 12;
    REQUIRE(body.substr(0, 4) == type);
    REQUIRE(crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size()) ==
            number_at(png, at - 4));
    return body.substr(4);
}

// What a PNG holds; each row begins with its filter's number.
struct Content {
    char color_type = 0;
    std::string palette, rows;
    std::size_t height = 0, width = 0;
};

Content png_content(const std::string& png) {
    REQUIRE(png.substr(0, 8) == "\x89PNG\r\n\x1a\n");
    std::size_t at = 8;
    const std::string header = chunk(png, "IHDR", at);
    Content content{.color_type = header.at(9), .palette = {}, .rows = {}};
    REQUIRE(header.substr(8) == std::string{8, content.color_type, 0, 0, 0});
    content.height = number_at(header, 4);
    content.width = number_at(header, 0);
    if (content.color_type == 3) { content.palette = chunk(png, "PLTE", at); }
    const std::string packed = chunk(png, "IDAT", at);
    REQUIRE(chunk(png, "IEND", at).empty());
    REQUIRE(at == png.size());
    const std::size_t levels = content.color_type == 3 ? 1 : 3;
    uLongf size = static_cast<uLongf>(content.height * (levels * content.width + 1));
    content.rows.resize(size);
    REQUIRE(uncompress(reinterpret_cast<Bytef*>(content.rows.data()), &size,
                       reinterpret_cast<const Bytef*>(packed.data()),
                       static_cast<uLong>(packed.size())) == Z_OK);
    REQUIRE(size == content.rows.size());
    return content;
}

Picture decoded(const std::string& png) {
    const Content from = png_content(png);
    Picture picture(from.height, from.width);
    const std::size_t levels = from.color_type == 3 ? 1 : 3, stride = levels * from.width + 1;
    for (std::size_t y = 0; y < from.height; ++y) {
        REQUIRE(from.rows[y * stride] == 0);
        for (std::size_t x = 0; x < from.width; ++x) {
            const std::size_t at = y * stride + 1 + levels * x;
            const auto level = [&](std::size_t i) {
                return static_cast<std::uint8_t>(
                    levels == 3 ? from.rows[at + i]
                                : from.palette.at(3 * std::uint8_t(from.rows[at]) + i));
            };
            picture(y, x) = {level(0), level(1), level(2)};
        }
    }
    return picture;
}

Picture striped() {
    Picture picture(2, 3, blue);
    picture(0, 1) = red;
    picture(1, 2) = {1, 2, 3};
    return picture;
}

// 20 x 30 pixels of so many colours.
Picture colorful(std::size_t colors) {
    Picture picture(20, 30);
    for (std::size_t i = 0; i < 600; ++i) {
        const std::size_t color = i * 7 % 600 % colors;
        picture(i / 30, i % 30) = {static_cast<std::uint8_t>(color),
                                   static_cast<std::uint8_t>(color / 2),
                                   static_cast<std::uint8_t>(color / 3 * 2)};
    }
    return picture;
}

}  // namespace

TEST_CASE("Picture: known values") {
    Picture picture(3, 4);
    REQUIRE(picture.height() == 3);
    REQUIRE(picture.width() == 4);
    REQUIRE(picture.pixels() == std::vector<Rgb>(12, white));
    picture.paint(1, 2, 5, 1, red);
    REQUIRE(picture.pixels() == std::vector<Rgb>{white, white, white, white,  //
                                                 white, white, red, white,    //
                                                 white, white, red, white});
}

TEST_CASE("Picture: paste") {
    Picture picture(2, 3);
    picture.paste(1, 1, striped());
    REQUIRE(picture.pixels() == std::vector<Rgb>{white, white, white, white, blue, red});
    picture.paste(2, 0, striped());
    picture.paste(0, 3, striped());
    REQUIRE(picture(0, 0) == white);
    picture.paste(0, 0, striped());
    REQUIRE(picture.pixels() == striped().pixels());
}

TEST_CASE("png_bytes: known values") {
    const Content few = png_content(png_bytes(striped()));
    REQUIRE(few.color_type == 3);
    REQUIRE(few.palette == std::string("\0\0\xff\xff\0\0\x01\x02\x03", 9));
    REQUIRE(few.rows == std::string("\0\0\x01\0\0\0\0\x02", 8));
    const Content many = png_content(png_bytes(colorful(257)));
    REQUIRE(many.color_type == 2);
    REQUIRE(many.rows.substr(0, 7) == std::string("\0\0\0\0\x07\x03\x04", 7));
}

TEST_CASE("png_bytes: a palette of at most 256 colours") {
    for (const std::size_t colors : {1U, 2U, 255U, 256U, 257U, 600U}) {
        INFO(colors << " colours");
        const Picture picture = colorful(colors);
        const Content png = png_content(png_bytes(picture));
        REQUIRE(png.color_type == (colors > 256 ? 2 : 3));
        REQUIRE(png.palette.size() == (colors > 256 ? 0 : 3 * colors));
        REQUIRE(decoded(png_bytes(picture)).pixels() == picture.pixels());
    }
}

TEST_CASE("write_png: the same picture back") {
    REQUIRE(decoded(png_bytes(striped())).pixels() == striped().pixels());
    // Of every colour, and longer than a deflate window.
    Picture picture(300, 200);
    for (std::size_t i = 0; i < 60000; ++i) {
        picture(i / 200, i % 200) = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i / 7),
                                     static_cast<std::uint8_t>(i * i / 31)};
    }
    const TemporaryFile file("p.png");
    write_png(file.path(), picture);
    const std::string png = file_text(file.path());
    REQUIRE(png == png_bytes(picture));
    REQUIRE(decoded(png).pixels() == picture.pixels());
}

TEST_CASE("write_png: read by Pillow") {
    if (std::system("/usr/bin/python3 -c 'import PIL' 2>/dev/null") != 0) {
        WARN("SKIPPED: no Python with PIL");
        return;
    }
    const std::string check =
        "/usr/bin/python3 -c 'from PIL import Image; import sys; p = Image.open(sys.argv[1]);"
        "sys.exit((p.mode, p.size, p.convert(\"RGB\").tobytes()) != "
        "(sys.argv[3], (30, 20), open(sys.argv[2], \"rb\").read()))' ";
    for (const std::size_t colors : {1U, 256U, 257U}) {
        INFO(colors << " colours");
        const TemporaryFile file("p.png"), levels("levels");
        const Picture picture = colorful(colors);
        write_png(file.path(), picture);
        std::ofstream(levels.path(), std::ios::binary) << viz::detail::levels_of(picture.pixels());
        const std::string mode = colors > 256 ? " RGB" : " P";
        REQUIRE(std::system((check + file.path() + " " + levels.path() + mode).c_str()) == 0);
    }
}

TEST_CASE("Picture: errors") {
    REQUIRE_ERROR(Picture(0, 5), ValueError, "Picture: expected 1 to 2^28 pixels, got 0 x 5");
    REQUIRE_ERROR(Picture(5, 0), ValueError, "Picture: expected 1 to 2^28 pixels, got 5 x 0");
    REQUIRE_ERROR(Picture(std::size_t{1} << 40U, std::size_t{1} << 40U), ValueError,
                  "Picture: expected 1 to 2^28 pixels, got 1099511627776 x 1099511627776");
    const TemporaryFile file("p.png");
    const std::string path = file.folder() + "/none/p.png";
    REQUIRE_ERROR(write_png(path, striped()), FileError, "write_png: cannot write " + path);
}

TEST_CASE("Picture: edges") {
    REQUIRE(decoded(png_bytes(Picture(1, 1, red))).pixels() == std::vector<Rgb>{red});
    // Nothing of a rectangle beyond the picture, or of none.
    Picture picture(2, 2);
    picture.paint(2, 0, 1, 1, red);
    picture.paint(0, 2, 1, 1, red);
    picture.paint(0, 0, 0, 2, red);
    picture.paint(0, 0, 2, 0, red);
    REQUIRE(picture.pixels() == std::vector<Rgb>(4, white));
    picture.paint(0, 0, std::size_t(-1), std::size_t(-1), red);
    REQUIRE(picture.pixels() == std::vector<Rgb>(4, red));
}
