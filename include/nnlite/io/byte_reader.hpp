#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "nnlite/io/inflater.hpp"
#include "nnlite/io/input_file.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The limit of the unpacked size of a gzip file whose format has no shape to check.
inline constexpr std::uint64_t most_unpacked = std::uint64_t{1} << 30;

// Bytes read in order from memory or from a file of any kind; gzip files are unpacked. Errors are
// FileErrors that begin with "place: name: ".
class ByteReader {
   public:
    ByteReader(std::string_view place, std::string_view name, std::span<const std::uint8_t> bytes)
        : file_(place, name, bytes) {}
    ByteReader(std::string_view place, const std::string& path)
        : file_(place, path, InputFile::Kind::any) {
        unpack_next();
    }

    // An upper bound of the size in bytes; exact unless it is gzip.
    std::uint64_t capacity() const { return file_.size() * (gzip_ ? Inflater::most : 1); }

    // Reads up to `count` bytes; fewer only at the end of the source.
    std::size_t read(void* to, std::size_t count);

    // All bytes that were not read yet; of a gzip file at most `most`.
    std::string read_rest(std::uint64_t most = most_unpacked);

    template <class... Part>
    [[noreturn]] void fail(const Part&... parts) const {
        file_.fail(parts...);
    }

   private:
    // Whether there is a gzip member at `at_`, which is then unpacked.
    bool unpack_next();

    InputFile file_;
    std::uint64_t at_ = 0;
    std::optional<Inflater> gzip_;
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/io/byte_reader_impl.hpp"
#endif
