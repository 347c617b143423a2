#pragma once

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "nnlite/core/error.hpp"

namespace nnlite::detail {

// A limit for what a gzip file may unpack to, where it has no shape that says more.
inline constexpr std::uint64_t most_unpacked = std::uint64_t{1} << 30;

// Bytes read in order from memory or from a file, which zlib unpacks if it is gzip. Errors are
// FileErrors that begin with "place: name: ".
class ByteReader {
   public:
    ByteReader(std::string_view place, std::string name, std::span<const std::uint8_t> bytes)
        : place_(text_of(place, ": ", name, ": ")), bytes_(bytes), capacity_(bytes.size()) {}

    ByteReader(std::string_view place, const std::string& path)
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

    ByteReader(const ByteReader&) = delete;
    ByteReader& operator=(const ByteReader&) = delete;
    ~ByteReader() {
        if (file_ != nullptr) { gzclose(file_); }
    }

    // An upper bound of the bytes the source holds; exact unless it is gzip.
    std::uint64_t capacity() const { return capacity_; }

    // Reads up to `count` bytes; fewer only at the end of the source.
    std::size_t read(void* to, std::size_t count) {
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

    // All bytes that were not read yet; of a gzip file, `most` at most.
    std::string read_rest(std::uint64_t most = most_unpacked) {
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

    template <class... Part>
    [[noreturn]] void fail(const Part&... parts) const {
        throw FileError(text_of(place_, parts...));
    }

   private:
    std::string place_;
    std::span<const std::uint8_t> bytes_;
    gzFile file_ = nullptr;
    bool packed_ = false;
    std::uint64_t capacity_ = 0;
};

}  // namespace nnlite::detail
