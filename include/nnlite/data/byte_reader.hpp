#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "nnlite/core/error.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The limit of the unpacked size of a gzip file whose format has no shape to check.
inline constexpr std::uint64_t most_unpacked = std::uint64_t{1} << 30;

// Bytes read in order from memory or from a file; gzip files are unpacked. Errors are
// FileErrors that begin with "place: name: ".
class ByteReader {
   public:
    ByteReader(std::string_view place, std::string name, std::span<const std::uint8_t> bytes)
        : place_(text_of(place, ": ", name, ": ")), bytes_(bytes), capacity_(bytes.size()) {}

    ByteReader(std::string_view place, const std::string& path);

    ByteReader(const ByteReader&) = delete;
    ByteReader& operator=(const ByteReader&) = delete;
    ~ByteReader() {
        if (file_ != nullptr) { gzclose(file_); }
    }

    // An upper bound of the size in bytes; exact unless it is gzip.
    std::uint64_t capacity() const { return capacity_; }

    // Reads up to `count` bytes; fewer only at the end of the source.
    std::size_t read(void* to, std::size_t count);

    // All bytes that were not read yet; of a gzip file at most `most`.
    std::string read_rest(std::uint64_t most = most_unpacked);

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

#ifndef NNLITE_COMPILED
#include "nnlite/data/byte_reader_impl.hpp"
#endif
