#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "nnlite/core/inline.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/idx.hpp"
#include "nnlite/io/byte_reader.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

std::string hex(std::span<const std::uint8_t> bytes);

std::string_view idx_type_name(std::uint8_t type);

// The number of extents that follow the magic number.
std::size_t read_idx_magic(ByteReader& reader);

Shape read_idx_shape(ByteReader& reader);

NNLITE_INLINE std::string hex(std::span<const std::uint8_t> bytes) {
    std::string text = "0x";
    for (const std::uint8_t byte : bytes) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return text;
}

NNLITE_INLINE std::string_view idx_type_name(std::uint8_t type) {
    switch (type) {
        case 0x08:
            return "ubyte";
        case 0x09:
            return "byte";
        case 0x0b:
            return "short";
        case 0x0c:
            return "int";
        case 0x0d:
            return "float";
        case 0x0e:
            return "double";
        default:
            return {};
    }
}

NNLITE_INLINE std::size_t read_idx_magic(ByteReader& reader) {
    std::array<std::uint8_t, 4> magic{};
    const std::size_t got = reader.read(magic.data(), magic.size());
    if (got < magic.size()) { reader.fail("expected a 4-byte magic number, got ", got, " bytes"); }
    if (magic[0] != 0 || magic[1] != 0 || idx_type_name(magic[2]).empty() || magic[3] == 0) {
        reader.fail("expected magic 0x00000803 (images), 0x00000801 (labels) or another IDX ubyte ",
                    "one, got ", hex(magic));
    }
    if (magic[2] != 0x08) {
        reader.fail("expected IDX elements of type 0x08 (ubyte), got ", hex({&magic[2], 1}), " (",
                    idx_type_name(magic[2]), ")");
    }
    return magic[3];
}

NNLITE_INLINE Shape read_idx_shape(ByteReader& reader) {
    const std::size_t rank = read_idx_magic(reader);
    Shape shape(rank);
    std::uint64_t nonzero = 1;  // without zero extents: strides must not overflow either
    for (std::size_t axis = 0; axis < rank; ++axis) {
        std::array<std::uint8_t, 4> bytes{};
        if (reader.read(bytes.data(), 4) < 4) {
            reader.fail("expected ", rank, " extents after the magic number, got ", axis);
        }
        const std::uint64_t extent = std::uint64_t{bytes[0]} << 24 | std::uint64_t{bytes[1]} << 16 |
                                     std::uint64_t{bytes[2]} << 8 | std::uint64_t{bytes[3]};
        shape[axis] = static_cast<std::size_t>(extent);
        if (extent > 0 && nonzero > (std::uint64_t{1} << 48) / extent) {
            reader.fail("expected fewer than 2^48 elements, got extents that multiply to more");
        }
        nonzero *= extent > 0 ? extent : 1;
    }
    return shape;
}

NNLITE_INLINE Tensor<std::uint8_t> read_idx(ByteReader&& reader) {
    const Shape shape = read_idx_shape(reader);
    std::uint64_t count = 1;
    for (const std::size_t extent : shape) { count *= extent; }
    if (count > reader.capacity()) {  // before memory is allocated
        reader.fail("expected ", count, " bytes of elements, the file holds at most ",
                    reader.capacity());
    }
    auto result = empty_tensor<std::uint8_t>(shape);
    const std::size_t got = reader.read(result.data(), result.size());
    if (got < count) { reader.fail("expected ", count, " bytes of elements, got ", got); }
    std::uint8_t extra = 0;
    if (reader.read(&extra, 1) != 0) {
        reader.fail("expected the end after ", count, " bytes of elements, got more");
    }
    return result;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE Tensor<std::uint8_t> read_idx(const std::string& path) {
    return detail::read_idx(detail::ByteReader("read_idx", path));
}

NNLITE_INLINE Tensor<std::uint8_t> read_idx(std::span<const std::uint8_t> bytes,
                                            std::string_view name) {
    return detail::read_idx(detail::ByteReader("read_idx", name, bytes));
}

}  // namespace nnlite
