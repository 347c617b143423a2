#pragma once

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The header of a variable of a MAT file, read without libmatio.
struct MatHead {
    std::string name;
    Shape shape;
    std::uint32_t type = 0;  // MATLAB's class
    bool readable = true;    // by libmatio
};

// Bytes of a MAT file, read in order; zeros after their end.
class MatBytes {
   public:
    MatBytes(std::string bytes, bool big_endian)
        : bytes_(std::move(bytes)), big_endian_(big_endian) {}

    // The file's next bytes.
    MatBytes(std::ifstream& file, std::size_t count, bool big_endian)
        : bytes_(count, '\0'), big_endian_(big_endian) {
        file.read(bytes_.data(), static_cast<std::streamsize>(count));
        bytes_.resize(static_cast<std::size_t>(file.gcount()));
        file.clear();
    }

    std::size_t size() const { return bytes_.size(); }

    std::uint32_t number() {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t at = at_ + (big_endian_ ? i : 3 - i);
            value = value << 8U | (at < size() ? static_cast<unsigned char>(bytes_[at]) : 0U);
        }
        at_ += 4;
        return value;
    }

    // A part of a variable of version 5: its type and its bytes.
    std::pair<std::uint32_t, MatBytes> element() {
        const std::uint32_t type = number();
        const bool small = type >> 16U != 0;  // of at most 4 bytes, in the tag
        const std::size_t count = small ? type >> 16U : number();
        MatBytes bytes(bytes_.substr(std::min(at_, size()), count), big_endian_);
        at_ += small ? 4 : (count + 7) / 8 * 8;
        return {type & 0xFFFFU, std::move(bytes)};
    }

    std::string name() const { return bytes_.substr(0, bytes_.find('\0')); }

   private:
    std::string bytes_;
    bool big_endian_;
    std::size_t at_ = 0;
};

// Of version 5: flags, extents and name. libmatio supports only one type of extents and names: it
// skips variables with other names and ignores other extents.
inline MatHead parse_mat_head(MatBytes bytes) {
    constexpr std::uint32_t int8 = 1, int32 = 5, opaque = 17;
    MatHead head;
    head.type = bytes.element().second.number() & 255U;
    if (head.type != opaque) {  // which has no extents
        auto [type, extents] = bytes.element();
        for (std::size_t i = 0; i < extents.size() / 4; ++i) {
            head.shape.push_back(extents.number());
        }
        head.readable = type == int32;
    }
    const auto [type, name] = bytes.element();
    head.readable = head.readable && type == int8;
    head.name = name.name();
    return head;
}

inline constexpr std::size_t most_mat_head = 1024;  // bytes of a variable's beginning

// Unpacks a compressed variable for its checksum, and for `head`, its first bytes.
inline bool is_whole_deflate(std::ifstream& file, std::size_t bytes, std::string& head) {
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
            head.append(reinterpret_cast<const char*>(out.data()),
                        std::min(out.size() - stream.avail_out, most_mat_head - head.size()));
        } while (status == Z_OK && stream.avail_out == 0);
    }
    inflateEnd(&stream);
    return status == Z_STREAM_END && file;
}

// A MAT file that passed the checks.
struct CheckedMat {
    std::uint64_t size = 0;
    std::vector<MatHead> heads = {};
};

// Reads the variables of version 5; returns the offset of their end.
inline std::uint64_t walk_mat_5(const std::string& place, std::ifstream& file, bool big_endian,
                                CheckedMat& mat) {
    constexpr std::uint32_t matrix = 14, compressed = 15;
    std::uint64_t at = 128;
    while (at < mat.size) {
        file.seekg(static_cast<std::streamoff>(at));
        MatBytes tag(file, 8, big_endian);
        const std::uint32_t type = tag.number(), bytes = tag.number();
        if (tag.size() == 8 && type != matrix && type != compressed) {
            fail<FileError>(place, "is damaged: expected a variable at byte ", at, ", got type ",
                            type);
        }
        const std::uint64_t end = at + 8 + bytes;
        if (end > mat.size) { return end; }
        if (type == compressed) {
            std::string head;
            if (!is_whole_deflate(file, bytes, head)) {
                fail<FileError>(place, "is damaged: the compressed variable at byte ", at,
                                " cannot be unpacked");
            }
            head.erase(0, 8);  // the tag of a matrix
            mat.heads.push_back(parse_mat_head({std::move(head), big_endian}));
        } else {
            mat.heads.push_back(
                parse_mat_head({file, std::min<std::size_t>(bytes, most_mat_head), big_endian}));
        }
        at = end;
    }
    return at;
}

// The same for version 4, whose variables have rows and columns only.
inline std::uint64_t walk_mat_4(const std::string& place, std::ifstream& file, bool big_endian,
                                CheckedMat& mat) {
    constexpr std::uint64_t bytes_of[] = {8, 4, 4, 2, 2, 1};  // double, float, int32, ...
    std::uint64_t at = 0;
    while (at < mat.size) {
        file.seekg(static_cast<std::streamoff>(at));
        MatBytes numbers(file, 20, big_endian);
        const std::uint32_t type = numbers.number();
        const std::uint64_t rows = numbers.number(), columns = numbers.number();
        const std::uint64_t parts = numbers.number() != 0 ? 2 : 1, name = numbers.number();
        const std::uint32_t kind = type % 10, precision = type / 10 % 10;
        if (numbers.size() == 20 && (type / 100 != (big_endian ? 10U : 0U) || kind > 2 ||
                                     precision > 5 || name < 1 || name > most_mat_head)) {
            fail<FileError>(place, "is damaged: expected a variable at byte ", at);
        }
        const std::uint64_t end = at + 20 + name;
        const std::uint64_t room = mat.size > end ? mat.size - end : 0;
        if (numbers.size() < 20 || end > mat.size ||
            (columns > 0 && rows > room / columns / bytes_of[precision] / parts)) {
            return mat.size + 1;
        }
        mat.heads.push_back({MatBytes(file, name, big_endian).name(), {rows, columns}});
        at = end + rows * columns * bytes_of[precision] * parts;
    }
    return at;
}

// Checks that a MAT file is a complete one of version 4 or 5: headers, sizes of the variables and
// checksums of compressed ones. libmatio silently returns garbage for truncated or damaged files.
// `place` begins the messages of FileErrors.
inline CheckedMat checked_mat(const std::string& place, const std::string& path) {
    using namespace std::string_view_literals;
    std::ifstream file(path, std::ios::binary);
    if (!file) { fail<FileError>(place, "cannot be opened (", std::strerror(errno), ")"); }
    std::string header(128, '\0');
    file.read(header.data(), std::streamsize(header.size()));
    const std::streamsize got = file.gcount();
    file.clear();
    const auto ending = std::string_view(header).substr(124);  // version and byte order
    if (ending == "\0\2IM"sv || ending == "\2\0MI"sv || header.starts_with("\x89HDF")) {
        fail<FileError>(place,
                        "is of version 7.3 (HDF5), which is not supported: save it with -v7");
    }
    file.seekg(0, std::ios::end);
    CheckedMat mat{static_cast<std::uint64_t>(file.tellg())};
    const bool is_5 = got == 128 && (ending == "\0\1IM"sv || ending == "\1\0MI"sv);
    // Version 4 begins with a number below 53, or from 1000 on in the other byte order.
    const bool little = MatBytes(header, false).number() < 53;
    const std::uint32_t big = MatBytes(header, true).number();
    if (!is_5 && (got < 20 || !(little || (big >= 1000 && big < 1053)))) {
        fail<FileError>(place,
                        "is not a MAT file of version 4 or 5, which MATLAB's -v4, -v6 and -v7 "
                        "write");
    }
    const std::uint64_t end = is_5 ? walk_mat_5(place, file, ending == "\1\0MI"sv, mat)
                                   : walk_mat_4(place, file, !little, mat);
    if (end > mat.size) {
        fail<FileError>(place, "is truncated: expected ", end, " bytes or more, got ", mat.size);
    }
    return mat;
}

inline std::uint64_t checked_mat_size(const std::string& place, const std::string& path) {
    return checked_mat(place, path).size;
}

}  // namespace nnlite::detail
