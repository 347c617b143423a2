#pragma once

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/error.hpp"

namespace nnlite::detail {

// What stands before each variable of a MAT file.
struct MatTag {
    static constexpr std::uint32_t matrix = 14, compressed = 15;  // types of variables

    std::uint32_t type, bytes;
};

inline MatTag read_mat_tag(std::ifstream& file, bool big_endian) {
    std::array<unsigned char, 8> bytes{};
    file.read(reinterpret_cast<char*>(bytes.data()), bytes.size());
    const auto number = [&](std::size_t first) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            value |= std::uint32_t{bytes[first + i]} << 8 * (big_endian ? 3 - i : i);
        }
        return value;
    };
    return {number(0), number(4)};
}

// Unpacks a compressed variable for its checksum alone.
inline bool is_whole_deflate(std::ifstream& file, std::size_t bytes) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) { return false; }
    Vector<Bytef> in(1 << 16), out(1 << 18);
    int status = Z_OK;
    while (status == Z_OK && bytes > 0) {
        const std::size_t part = std::min(bytes, in.size());
        file.read(reinterpret_cast<char*>(in.data()), static_cast<std::streamsize>(part));
        bytes -= part;
        stream.next_in = in.data();
        stream.avail_in = static_cast<uInt>(part);
        do {
            stream.next_out = out.data();
            stream.avail_out = static_cast<uInt>(out.size());
            status = inflate(&stream, Z_NO_FLUSH);
        } while (status == Z_OK && stream.avail_out == 0);
    }
    inflateEnd(&stream);
    return status == Z_STREAM_END && file;
}

// The size of a MAT file, which must be a whole one of version 5: header, sizes of the variables
// and checksums of compressed ones. libmatio fills variables of a truncated or damaged file with
// what it finds, without a word. `place` begins the messages of FileErrors.
inline std::uint64_t checked_mat_size(const std::string& place, const std::string& path) {
    using namespace std::string_view_literals;
    std::ifstream file(path, std::ios::binary);
    if (!file) { fail<FileError>(place, "cannot be opened (", std::strerror(errno), ")"); }
    std::array<char, 128> header{};
    file.read(header.data(), header.size());
    const std::string_view ending(header.data() + 124, 4);  // version and order of bytes
    if (ending == "\0\2IM"sv || ending == "\2\0MI"sv ||
        std::string_view(header.data(), 4) == "\x89HDF") {
        fail<FileError>(place,
                        "is of version 7.3 (HDF5), which is not supported: save it with -v7");
    }
    if (!file || (ending != "\0\1IM"sv && ending != "\1\0MI"sv)) {
        fail<FileError>(place, "is not a MAT file of version 5, which MATLAB's -v6 and -v7 write");
    }
    file.seekg(0, std::ios::end);
    const auto size = static_cast<std::uint64_t>(file.tellg());
    std::uint64_t at = header.size();
    while (at < size) {
        file.seekg(static_cast<std::streamoff>(at));
        const MatTag tag = read_mat_tag(file, ending.ends_with("MI"));
        if (file && tag.type != MatTag::matrix && tag.type != MatTag::compressed) {
            fail<FileError>(place, "is damaged: expected a variable at byte ", at, ", got type ",
                            tag.type);
        }
        const std::uint64_t end = at + 8 + tag.bytes;
        if (end <= size && tag.type == MatTag::compressed && !is_whole_deflate(file, tag.bytes)) {
            fail<FileError>(place, "is damaged: the compressed variable at byte ", at,
                            " cannot be unpacked");
        }
        at = end;
    }
    if (at > size) {
        fail<FileError>(place, "is truncated: expected ", at, " bytes or more, got ", size);
    }
    return size;
}

}  // namespace nnlite::detail
