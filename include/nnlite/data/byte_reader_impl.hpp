#pragma once

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/data/byte_reader.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE ByteReader::ByteReader(std::string_view place, const std::string& path)
    : place_(text_of(place, ": ", path, ": ")) {
    std::FILE* plain = std::fopen(path.c_str(), "rb");
    if (plain == nullptr) { fail("cannot be opened (", std::strerror(errno), ")"); }
    std::fseek(plain, 0, SEEK_END);
    const long length = std::ftell(plain);
    std::fclose(plain);
    file_ = gzopen(path.c_str(), "rb");
    if (file_ == nullptr) { fail("cannot be opened (", std::strerror(errno), ")"); }
    gzbuffer(file_, 1U << 17);
    // Deflate packs at most 1032 bytes into one.
    capacity_ = static_cast<std::uint64_t>(std::max(length, 0L));
    packed_ = gzdirect(file_) == 0;
    if (packed_) { capacity_ = capacity_ * 1032; }
}

NNLITE_INLINE std::size_t ByteReader::read(void* to, std::size_t count) {
    if (file_ == nullptr) {
        const std::size_t got = std::min(count, bytes_.size());
        if (got > 0) { std::memcpy(to, bytes_.data(), got); }
        bytes_ = bytes_.subspan(got);
        return got;
    }
    std::size_t done = 0;
    while (done < count) {
        const auto part = static_cast<unsigned>(std::min<std::size_t>(count - done, 1U << 30));
        const int got = gzread(file_, static_cast<char*>(to) + done, part);
        int code = Z_OK;
        const char* message = gzerror(file_, &code);
        if (code == Z_BUF_ERROR) { fail("the gzip data ends too early"); }
        if (got < 0) {
            fail("cannot be read (", code == Z_ERRNO ? std::strerror(errno) : message, ")");
        }
        if (got == 0) { break; }
        done += static_cast<std::size_t>(got);
    }
    return done;
}

NNLITE_INLINE std::string ByteReader::read_rest(std::uint64_t most) {
    std::string bytes;
    for (std::size_t got = 1; got > 0;) {
        const std::size_t size = bytes.size();
        bytes.resize(size + std::max<std::size_t>(size / 2, 1U << 16));
        got = read(bytes.data() + size, bytes.size() - size);
        bytes.resize(size + got);
        if (packed_ && bytes.size() > most) {
            fail("expected at most ", most, " bytes unpacked (max_unpacked), got more");
        }
    }
    return bytes;
}

}  // namespace nnlite::detail
