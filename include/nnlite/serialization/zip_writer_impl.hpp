#pragma once

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <string_view>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/io/crc32.hpp"
#include "nnlite/serialization/zip_file.hpp"
#include "nnlite/serialization/zip_writer.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void ZipWriter::add(const std::string& name, std::string_view first,
                                  std::string_view second) {
    const std::uint64_t begin = file_.size(), size = first.size() + second.size();
    if (name.size() > 0xFFFF || begin + size >= zip_most || ++count_ == 0xFFFF) {
        file_.fail("expected less than 4 GB, 65,535 tensors and names of 65,535 bytes, got ",
                   "more at ", name, ": use .safetensors for larger files");
    }
    file_.write(record(zip_member_mark, name, {}));
    Sums sums;
    sums.size = size;
    const std::uint64_t data = file_.size();
    if (compress_) {
        deflate_parts({first, second}, sums);
    } else {
        for (const std::string_view part : {first, second}) { write_stored(part, sums); }
    }
    sums.packed = file_.size() - data;
    file_.overwrite(begin, record(zip_member_mark, name, sums));
    directory_ += record(zip_directory_mark, name, sums, begin);
}

NNLITE_INLINE void ZipWriter::finish() {
    const std::uint64_t begin = file_.size();
    if (begin + directory_.size() >= zip_most) {
        file_.fail("expected less than 4 GB, got more: use .safetensors for larger files");
    }
    file_.write(directory_);
    std::string end;
    put<std::uint32_t>(end, zip_end_mark);
    put<std::uint32_t>(end, 0);
    put<std::uint16_t>(end, count_);
    put<std::uint16_t>(end, count_);
    put<std::uint32_t>(end, directory_.size());
    put<std::uint32_t>(end, begin);
    put<std::uint16_t>(end, 0);
    file_.write(end);
}

NNLITE_INLINE std::string ZipWriter::record(std::uint32_t mark, const std::string& name,
                                            const Sums& sums, std::uint64_t begin) const {
    const bool ascii =
        std::none_of(name.begin(), name.end(), [](char c) { return (c & '\x80') != 0; });
    constexpr unsigned version = 20, first_of_january_1980 = 0x21;
    std::string text;
    put<std::uint32_t>(text, mark);
    if (mark == zip_directory_mark) { put<std::uint16_t>(text, version); }
    put<std::uint16_t>(text, version);
    put<std::uint16_t>(text, ascii ? 0 : 0x800);  // names in UTF-8
    put<std::uint16_t>(text, compress_ ? 8 : 0);
    put<std::uint16_t>(text, 0);  // a fixed time: same tensors, same bytes
    put<std::uint16_t>(text, first_of_january_1980);
    put<std::uint32_t>(text, sums.crc);
    put<std::uint32_t>(text, sums.packed);
    put<std::uint32_t>(text, sums.size);
    put<std::uint16_t>(text, name.size());
    put<std::uint16_t>(text, 0);
    if (mark == zip_directory_mark) {
        put<std::uint64_t>(text, 0);  // comment, disk, attributes
        put<std::uint16_t>(text, 0);
        put<std::uint32_t>(text, begin);
    }
    return text + name;
}

NNLITE_INLINE void ZipWriter::write_stored(std::string_view bytes, Sums& sums) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), block))) {
        const std::string_view part = bytes.substr(0, block);
        sums.crc = crc32_of(part.data(), part.size(), sums.crc);
        file_.write(part);
    }
}

NNLITE_INLINE void ZipWriter::deflate_parts(std::array<std::string_view, 2> parts, Sums& sums) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::bad_alloc();
    }
    const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, deflateEnd);
    const Workspace<Bytef> out(block);
    for (const std::string_view& part : parts) {
        std::string_view rest = part;
        sums.crc = crc32_of(rest.data(), rest.size(), sums.crc);
        do {
            const std::string_view in = rest.substr(0, block);
            rest.remove_prefix(in.size());
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
            stream.avail_in = static_cast<uInt>(in.size());
            const bool last = rest.empty() && &part == &parts.back();
            do {
                stream.next_out = out.data();
                stream.avail_out = static_cast<uInt>(block);
                deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
                file_.write(out.data(), block - stream.avail_out);
            } while (stream.avail_out == 0);
        } while (!rest.empty());
    }
}

}  // namespace nnlite::detail
