#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/io/inflater.hpp"
#include "nnlite/io/input_file.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

inline constexpr std::uint32_t zip_member_mark = 0x04034B50, zip_directory_mark = 0x02014B50,
                               zip_end_mark = 0x06054B50, zip64_end_mark = 0x06064B50,
                               zip64_place_mark = 0x07064B50;

inline constexpr std::size_t zip_member_bytes = 30, zip_directory_bytes = 46, zip_end_bytes = 22,
                             zip64_end_bytes = 56, zip64_place_bytes = 20;

// A member of a .zip file: its position and compression.
struct ZipMember {
    std::string name;
    std::uint32_t crc;
    std::uint64_t packed, size, begin;  // begin: offset of the local header, then of the data
    bool deflated;
};

// The unpacked bytes of a member. finish() checks size and checksum.
class ZipStream : public InputStream {
   public:
    ZipStream(const InputFile& file, const std::string& name, const ZipMember& member);
    NNLITE_INLINE void finish() override;

   protected:
    NNLITE_INLINE void take(std::uint8_t* to, std::size_t count) override;

   private:
    // Up to `count` bytes; fewer only at the end.
    std::size_t unpack(std::uint8_t* to, std::size_t count);

    const ZipMember& member_;
    std::optional<Inflater> inflater_;
    std::uint64_t read_ = 0;  // packed bytes
    std::uint32_t crc_ = 0;
};

inline constexpr std::uint64_t zip_most = 0xFFFFFFFF;  // 4 GB; a field of this value is zip64

// The members of a .zip or zip64 file, not unpacked.
// Source: PKWARE, APPNOTE.TXT 6.3.10.
class ZipFile {
   public:
    explicit ZipFile(const InputFile& file);

    const std::vector<ZipMember>& members() const { return members_; }

   private:
    // The directory is before the end record, which is last.
    std::string read_directory();

    bool has_zip64_place(std::uint64_t end) const;

    // zip64's end record and its locator are before the record at `end`; moves `end` to it.
    void read_zip64_end(std::uint64_t& size, std::uint64_t& end);

    // Sets the sizes that do not fit into 32 bits to those of zip64's extra field.
    void read_zip64_extra(std::string_view extra, ZipMember& member) const;

    ZipMember parse_member(std::string_view directory, std::size_t& at) const;

    // Moves `begin` from the local header to the data.
    void find_bytes(ZipMember& member) const;

    void check_overlap() const;

    const InputFile& file_;
    std::uint64_t count_ = 0, directory_ = 0;
    std::vector<ZipMember> members_;
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/serialization/zip_file_impl.hpp"
#endif
