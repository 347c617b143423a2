#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "nnlite/io/atomic_file.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Writes a .zip file below 4 GB. The same members give the same bytes.
// Source: PKWARE, APPNOTE.TXT 6.3.10.
class ZipWriter {
   public:
    ZipWriter(AtomicFile& file, bool compress) : file_(file), compress_(compress) {}

    // Adds a member whose content is two consecutive parts.
    void add(const std::string& name, std::string_view first, std::string_view second);

    void finish();

   private:
    struct Sums {
        std::uint32_t crc = 0;
        std::uint64_t packed = 0, size = 0;
    };

    template <class N>
    static void put(std::string& record, std::uint64_t value) {
        const N number = static_cast<N>(value);
        record.append(reinterpret_cast<const char*>(&number), sizeof number);
    }

    // The local header or, with the member's offset, the directory's record.
    std::string record(std::uint32_t mark, const std::string& name, const Sums& sums,
                       std::uint64_t begin = 0) const;

    void write_stored(std::string_view bytes, Sums& sums);

    void deflate_parts(std::array<std::string_view, 2> parts, Sums& sums);

    static constexpr std::size_t block = 1 << 18;
    AtomicFile& file_;
    bool compress_;
    std::string directory_;
    std::uint64_t count_ = 0;
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/serialization/zip_writer_impl.hpp"
#endif
