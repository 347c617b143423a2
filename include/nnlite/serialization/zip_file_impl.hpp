#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/io/crc32.hpp"
#include "nnlite/io/input_file.hpp"
#include "nnlite/serialization/zip_file.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A number of a record.
template <class N>
std::uint64_t zip_number(std::string_view record, std::size_t at) {
    N value;
    std::memcpy(&value, record.data() + at, sizeof value);
    return value;
}

NNLITE_INLINE ZipStream::ZipStream(const InputFile& file, const std::string& name,
                                   const ZipMember& member)
    : InputStream(file, name, member.begin, member.size), member_(member) {
    if (member.deflated) { inflater_.emplace(file, member.begin, member.packed, Inflater::raw); }
}

NNLITE_INLINE void ZipStream::finish() {
    std::uint8_t more = 0;
    if (member_.deflated && unpack(&more, 1) != 0) {
        fail("expected ", member_.size, " unpacked bytes, got more");
    }
    if (read_ != member_.packed) {
        fail("expected ", member_.packed, " packed bytes, got ", read_);
    }
    if (crc_ != member_.crc) { fail("is damaged: its checksum is wrong"); }
}

NNLITE_INLINE void ZipStream::take(std::uint8_t* to, std::size_t count) {
    for (std::size_t done = 0; done < count;) {
        const std::size_t part = std::min<std::size_t>(count - done, 1U << 18);
        if (unpack(to + done, part) < part) {
            fail("expected ", member_.size, " unpacked bytes, got fewer");
        }
        crc_ = crc32_of(to + done, part, crc_);
        done += part;
    }
}

NNLITE_INLINE std::size_t ZipStream::unpack(std::uint8_t* to, std::size_t count) {
    if (!inflater_) {
        file_.read(member_.begin + read_, to, count);
        read_ += count;
        return count;
    }
    const std::size_t got = inflater_->unpack(to, count);
    if (const char* damage = inflater_->damage()) {
        fail("is damaged: cannot be unpacked (", damage, ")");
    }
    read_ = inflater_->at() - member_.begin;
    return got;
}

NNLITE_INLINE ZipFile::ZipFile(const InputFile& file) : file_(file) {
    const std::string directory = read_directory();
    std::size_t at = 0;
    while (members_.size() < count_) { members_.push_back(parse_member(directory, at)); }
    if (at != directory.size()) {
        file.fail("expected a directory of ", at, " bytes, got ", directory.size());
    }
    check_overlap();  // many members could share the same data, and unpacking takes time
}

NNLITE_INLINE std::string ZipFile::read_directory() {
    const std::uint64_t tail = std::min<std::uint64_t>(file_.size(), zip_end_bytes + 0xFFFF);
    const std::string bytes = file_.text(file_.size() - tail, tail);
    for (std::uint64_t back = zip_end_bytes; back <= tail; ++back) {
        const std::string_view record = std::string_view(bytes).substr(tail - back);
        if (zip_number<std::uint32_t>(record, 0) != zip_end_mark ||
            zip_number<std::uint16_t>(record, 20) != back - zip_end_bytes) {
            continue;
        }
        count_ = zip_number<std::uint16_t>(record, 10);
        std::uint64_t size = zip_number<std::uint32_t>(record, 12);
        directory_ = zip_number<std::uint32_t>(record, 16);
        std::uint64_t end = file_.size() - back;
        const bool beyond = count_ == 0xFFFF || size == zip_most || directory_ == zip_most;
        if (beyond || (directory_ + size != end && has_zip64_place(end))) {
            read_zip64_end(size, end);
        }
        if (size > end || directory_ != end - size) {
            file_.fail("expected its directory to end at byte ", end, ", got ", directory_ + size);
        }
        return file_.text(directory_, size);
    }
    file_.fail("is not a .npz file, or is truncated: it has no zip directory");
}

NNLITE_INLINE bool ZipFile::has_zip64_place(std::uint64_t end) const {
    if (end < zip64_place_bytes) { return false; }
    const std::string place = file_.text(end - zip64_place_bytes, zip64_place_bytes);
    return zip_number<std::uint32_t>(place, 0) == zip64_place_mark;
}

NNLITE_INLINE void ZipFile::read_zip64_end(std::uint64_t& size, std::uint64_t& end) {
    const auto record_at = [&](std::uint64_t at, std::size_t count, std::uint32_t mark) {
        const bool fits = at <= file_.size() && count <= file_.size() - at;
        const std::string record = fits ? file_.text(at, count) : "";
        if (!fits || zip_number<std::uint32_t>(record, 0) != mark) {
            file_.fail("expected a zip64 file's end records before byte ", end, ", got none");
        }
        return record;
    };
    // if the file is too short, the offset wraps around to one beyond the file
    end = zip_number<std::uint64_t>(
        record_at(end - zip64_place_bytes, zip64_place_bytes, zip64_place_mark), 8);
    const std::string record = record_at(end, zip64_end_bytes, zip64_end_mark);
    count_ = zip_number<std::uint64_t>(record, 32);
    size = zip_number<std::uint64_t>(record, 40);
    directory_ = zip_number<std::uint64_t>(record, 48);
}

NNLITE_INLINE void ZipFile::read_zip64_extra(std::string_view extra, ZipMember& member) const {
    constexpr std::size_t head = 4, kind = 1;
    while (extra.size() >= head) {
        const std::size_t size = zip_number<std::uint16_t>(extra, 2);
        std::string_view numbers = extra.substr(head, size);
        const bool is_zip64 = zip_number<std::uint16_t>(extra, 0) == kind;
        for (std::uint64_t* number : {&member.size, &member.packed, &member.begin}) {
            if (!is_zip64 || *number != zip_most || numbers.size() < 8) { continue; }
            *number = zip_number<std::uint64_t>(numbers, 0);
            numbers.remove_prefix(8);
        }
        extra.remove_prefix(std::min(extra.size(), head + size));
    }
}

NNLITE_INLINE ZipMember ZipFile::parse_member(std::string_view directory, std::size_t& at) const {
    const std::string_view record = directory.substr(at);
    if (record.size() < zip_directory_bytes ||
        zip_number<std::uint32_t>(record, 0) != zip_directory_mark) {
        file_.fail("expected ", count_, " members in its directory, got fewer");
    }
    const std::size_t name = zip_number<std::uint16_t>(record, 28);
    const std::size_t extra = zip_number<std::uint16_t>(record, 30);
    const std::size_t length =
        zip_directory_bytes + name + extra + zip_number<std::uint16_t>(record, 32);
    if (length > record.size()) { file_.fail("its directory is truncated"); }
    at += length;
    const std::uint64_t flags = zip_number<std::uint16_t>(record, 8);
    const std::uint64_t method = zip_number<std::uint16_t>(record, 10);
    ZipMember member{.name = std::string(record.substr(zip_directory_bytes, name)),
                     .crc = static_cast<std::uint32_t>(zip_number<std::uint32_t>(record, 16)),
                     .packed = zip_number<std::uint32_t>(record, 20),
                     .size = zip_number<std::uint32_t>(record, 24),
                     .begin = zip_number<std::uint32_t>(record, 42),
                     .deflated = method == 8};
    if ((flags & 1) != 0 || (method != 0 && method != 8)) {
        file_.fail(member.name, ": expected it stored or deflated, got ",
                   (flags & 1) != 0 ? "it encrypted" : text_of("method ", method));
    }
    read_zip64_extra(record.substr(zip_directory_bytes + name, extra), member);
    find_bytes(member);
    return member;
}

NNLITE_INLINE void ZipFile::find_bytes(ZipMember& member) const {
    const auto require_room = [&](std::uint64_t bytes) {
        if (member.begin > directory_ || bytes > directory_ - member.begin) {
            file_.fail(member.name, ": expected ", bytes, " bytes at ", member.begin,
                       " before the directory at ", directory_, ", got fewer");
        }
    };
    require_room(zip_member_bytes);
    const std::string local = file_.text(member.begin, zip_member_bytes);
    if (zip_number<std::uint32_t>(local, 0) != zip_member_mark) {
        file_.fail(member.name, ": expected a member at byte ", member.begin, ", got none");
    }
    member.begin += zip_member_bytes + zip_number<std::uint16_t>(local, 26) +
                    zip_number<std::uint16_t>(local, 28);
    require_room(member.packed);
    // Deflate packs at most 1032 bytes into one.
    const std::uint64_t most = member.deflated ? member.packed * 1032 : member.packed;
    if (member.size > most || (!member.deflated && member.size != most)) {
        file_.fail(member.name, ": expected ", member.deflated ? "at most " : "", most,
                   " unpacked bytes, got ", member.size);
    }
}

NNLITE_INLINE void ZipFile::check_overlap() const {
    std::vector<const ZipMember*> order;
    for (const ZipMember& member : members_) { order.push_back(&member); }
    std::sort(order.begin(), order.end(),
              [](const auto* a, const auto* b) { return a->begin < b->begin; });
    for (std::size_t i = 1; i < order.size(); ++i) {
        const ZipMember &before = *order[i - 1], &member = *order[i];
        if (before.begin + before.packed + zip_member_bytes > member.begin) {
            file_.fail(member.name, ": expected it after ", before.name, ", got an overlap");
        }
    }
}

}  // namespace nnlite::detail
