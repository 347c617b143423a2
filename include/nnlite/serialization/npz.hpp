#pragma once

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/core/allocator.hpp"
#include "nnlite/serialization/atomic_file.hpp"
#include "nnlite/serialization/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"
#include "nnlite/serialization/npy.hpp"

namespace nnlite {

struct NpzOptions {
    bool compress = false;  ///< as numpy.savez_compressed: smaller and much slower
};

namespace detail {

// Of a .zip file: where a member is and how it is packed.
struct ZipMember {
    std::string name;
    std::uint32_t crc;
    std::uint64_t packed, size, begin;  // begin: of the local header, then of the bytes
    bool deflated;
};

// The bytes of a member, unpacked. finish() checks that they are what was packed.
class ZipStream : public InputStream {
   public:
    ZipStream(const InputFile& file, const std::string& name, const ZipMember& member)
        : InputStream(file, name, member.begin, member.size), member_(member) {
        if (member.deflated && inflateInit2(&inflate_, -MAX_WBITS) != Z_OK) {
            fail("cannot be unpacked (out of memory)");
        }
    }
    ~ZipStream() override {
        if (member_.deflated) { inflateEnd(&inflate_); }
    }

    void finish() {
        std::uint8_t more = 0;
        if (member_.deflated && unpack(&more, 1) != 0) {
            fail("expected ", member_.size, " unpacked bytes, got more");
        }
        if (read_ != member_.packed) {
            fail("expected ", member_.packed, " packed bytes, got ", read_);
        }
        if (crc_ != member_.crc) { fail("is damaged: its checksum is wrong"); }
    }

   protected:
    void take(std::uint8_t* to, std::size_t count) override {
        for (std::size_t done = 0; done < count;) {
            const std::size_t part = std::min<std::size_t>(count - done, 1U << 18);
            if (!member_.deflated) {
                file_.read(member_.begin + read_, to + done, part);
                read_ += part;
            } else if (unpack(to + done, part) < part) {
                fail("expected ", member_.size, " unpacked bytes, got fewer");
            }
            crc_ = static_cast<std::uint32_t>(crc32_z(crc_, to + done, part));
            done += part;
        }
    }

   private:
    // Up to `count` bytes; fewer only at the end.
    std::size_t unpack(std::uint8_t* to, std::size_t count) {
        inflate_.next_out = to;
        inflate_.avail_out = static_cast<uInt>(count);
        while (inflate_.avail_out > 0 && !ended_) {
            if (inflate_.avail_in == 0) {
                const auto part = std::min<std::uint64_t>(packed_.size(), member_.packed - read_);
                file_.read(member_.begin + read_, packed_.data(), part);
                read_ += part;
                inflate_.next_in = packed_.data();
                inflate_.avail_in = static_cast<uInt>(part);
            }
            const int status = inflate(&inflate_, Z_NO_FLUSH);
            ended_ = status == Z_STREAM_END;
            if (ended_) { read_ -= inflate_.avail_in; }
            if (status != Z_OK && !ended_) {
                fail("is damaged: cannot be unpacked (",
                     inflate_.msg != nullptr ? inflate_.msg : "it ends too early", ")");
            }
        }
        return count - inflate_.avail_out;
    }

    const ZipMember& member_;
    z_stream inflate_{};
    std::array<std::uint8_t, 1 << 14> packed_;
    std::uint64_t read_ = 0;  // packed bytes
    std::uint32_t crc_ = 0;
    bool ended_ = false;
};

inline constexpr std::uint32_t zip_member_mark = 0x04034B50, zip_directory_mark = 0x02014B50,
                               zip_end_mark = 0x06054B50;
inline constexpr std::size_t zip_member_bytes = 30, zip_directory_bytes = 46, zip_end_bytes = 22;
inline constexpr std::uint64_t zip_most = 0xFFFFFFFF;  // 4 GB; a field of this value is zip64

// A number of a record.
template <class N>
std::uint64_t zip_number(std::string_view record, std::size_t at) {
    N value;
    std::memcpy(&value, record.data() + at, sizeof value);
    return value;
}

// A whole .npz file: a .zip file of .npy files.
class NpzFile {
   public:
    struct Entry : TensorInfo {
        ZipMember member;
    };

    explicit NpzFile(const InputFile& file) : file_(file) {
        const std::string directory = read_directory();
        std::size_t at = 0;
        std::vector<ZipMember> members;
        while (members.size() < count_) { members.push_back(parse_member(directory, at)); }
        if (at != directory.size()) {
            file.fail("expected a directory of ", at, " bytes, got ", directory.size());
        }
        check_overlap(members);  // first: many may name one place, and unpacking takes time
        for (ZipMember& member : members) { add(std::move(member)); }
    }

    const std::vector<Entry>& entries() const { return entries_; }

    template <Element T>
    void read(const Entry& entry, T* to, const ReadOptions& options) const {
        ZipStream in(file_, entry.name, entry.member);
        const NpyHeader header = read_npy_header(in);
        if (header.shape != entry.shape) { in.fail("changed while it was read"); }
        read_npy_numbers(in, header, to, options);
        in.finish();
    }

   private:
    std::string read_bytes(std::uint64_t at, std::uint64_t count) const {
        std::string bytes(count, '\0');
        file_.read(at, bytes.data(), count);
        return bytes;
    }

    // The directory stands before the end record, which stands last.
    std::string read_directory() {
        const std::uint64_t tail = std::min<std::uint64_t>(file_.size(), zip_end_bytes + 0xFFFF);
        const std::string bytes = read_bytes(file_.size() - tail, tail);
        for (std::uint64_t back = zip_end_bytes; back <= tail; ++back) {
            const std::string_view record = std::string_view(bytes).substr(tail - back);
            if (zip_number<std::uint32_t>(record, 0) != zip_end_mark ||
                zip_number<std::uint16_t>(record, 20) != back - zip_end_bytes) {
                continue;
            }
            count_ = zip_number<std::uint16_t>(record, 10);
            const std::uint64_t size = zip_number<std::uint32_t>(record, 12);
            directory_ = zip_number<std::uint32_t>(record, 16);
            if (count_ == 0xFFFF || size == zip_most || directory_ == zip_most) { fail_zip64(); }
            if (directory_ + size != file_.size() - back) {
                file_.fail("expected its directory to end at byte ", file_.size() - back, ", got ",
                           directory_ + size);
            }
            return read_bytes(directory_, size);
        }
        file_.fail("is not a .npz file, or is truncated: it has no zip directory");
    }

    [[noreturn]] void fail_zip64() const {
        file_.fail("expected less than 4 GB, got a zip64 file: keep so much as safetensors");
    }

    ZipMember parse_member(std::string_view directory, std::size_t& at) const {
        const std::string_view record = directory.substr(at);
        if (record.size() < zip_directory_bytes ||
            zip_number<std::uint32_t>(record, 0) != zip_directory_mark) {
            file_.fail("expected ", count_, " members in its directory, got fewer");
        }
        const std::size_t name = zip_number<std::uint16_t>(record, 28);
        const std::size_t length = zip_directory_bytes + name +
                                   zip_number<std::uint16_t>(record, 30) +
                                   zip_number<std::uint16_t>(record, 32);
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
        if (member.packed == zip_most || member.size == zip_most || member.begin == zip_most) {
            fail_zip64();
        }
        find_bytes(member);
        return member;
    }

    // Goes from the local header to the bytes.
    void find_bytes(ZipMember& member) const {
        const auto require_room = [&](std::uint64_t bytes) {
            if (member.begin + bytes > directory_) {
                file_.fail(member.name, ": expected ", bytes, " bytes at ", member.begin,
                           " before the directory at ", directory_, ", got fewer");
            }
        };
        require_room(zip_member_bytes);
        const std::string local = read_bytes(member.begin, zip_member_bytes);
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

    void add(ZipMember&& member) {
        if (!member.name.ends_with(".npy")) {
            file_.fail("expected members named .npy, got ", member.name);
        }
        std::string name = member.name.substr(0, member.name.size() - 4);
        if (!names_.insert(name).second) {
            file_.fail("expected different names, got ", name, " twice");
        }
        ZipStream in(file_, name, member);
        const NpyHeader header = read_npy_header(in);
        entries_.push_back({{std::move(name), header.shape, header.type}, std::move(member)});
    }

    void check_overlap(const std::vector<ZipMember>& members) const {
        std::vector<const ZipMember*> order;
        for (const ZipMember& member : members) { order.push_back(&member); }
        std::sort(order.begin(), order.end(),
                  [](const auto* a, const auto* b) { return a->begin < b->begin; });
        for (std::size_t i = 1; i < order.size(); ++i) {
            const ZipMember &before = *order[i - 1], &member = *order[i];
            if (before.begin + before.packed + zip_member_bytes > member.begin) {
                file_.fail(member.name, ": expected it after ", before.name, ", got an overlap");
            }
        }
    }

    const InputFile& file_;
    std::uint64_t count_ = 0, directory_ = 0;
    std::set<std::string> names_;
    std::vector<Entry> entries_;
};

class NpzWriter {
   public:
    NpzWriter(const std::string& path, const NpzOptions& options)
        : file_("write_npz", path), options_(options) {}

    void add(const TensorView& tensor) {
        const std::string name = tensor.name + ".npy", header = npy_header(tensor);
        const std::uint64_t begin = file_.size(), size = header.size() + tensor.bytes();
        if (name.size() > 0xFFFF || begin + size >= zip_most || ++count_ == 0xFFFF) {
            file_.fail("expected less than 4 GB, 65,535 tensors and names of 65,535 bytes, got ",
                       "more at ", tensor.name, ": keep so much as safetensors");
        }
        file_.write(record(zip_member_mark, name, {}));
        Sums sums;
        sums.size = size;
        const std::uint64_t data = file_.size();
        if (options_.compress) {
            deflate_parts({header, bytes_of(tensor)}, sums);
        } else {
            for (const std::string_view part : {std::string_view(header), bytes_of(tensor)}) {
                write_stored(part, sums);
            }
        }
        sums.packed = file_.size() - data;
        file_.overwrite(begin, record(zip_member_mark, name, sums));
        directory_ += record(zip_directory_mark, name, sums, begin);
    }

    void finish() {
        const std::uint64_t begin = file_.size();
        if (begin + directory_.size() >= zip_most) {
            file_.fail("expected less than 4 GB, got more: keep so much as safetensors");
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
        file_.commit();
    }

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

    static std::string_view bytes_of(const TensorView& tensor) {
        return {static_cast<const char*>(tensor.data), tensor.bytes()};
    }

    // The local header, or, with the member's place, the directory's record.
    std::string record(std::uint32_t mark, const std::string& name, const Sums& sums,
                       std::uint64_t begin = 0) const {
        const bool ascii = std::none_of(name.begin(), name.end(), [](char c) { return c < 0; });
        constexpr unsigned version = 20, first_of_january_1980 = 0x21;
        std::string text;
        put<std::uint32_t>(text, mark);
        if (mark == zip_directory_mark) { put<std::uint16_t>(text, version); }
        put<std::uint16_t>(text, version);
        put<std::uint16_t>(text, ascii ? 0 : 0x800);  // names in UTF-8
        put<std::uint16_t>(text, options_.compress ? 8 : 0);
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

    static void add_to(Sums& sums, std::string_view part) {
        if (part.empty()) { return; }  // of a null pointer, zlib makes the start value
        sums.crc = static_cast<std::uint32_t>(
            crc32_z(sums.crc, reinterpret_cast<const Bytef*>(part.data()), part.size()));
    }

    void write_stored(std::string_view bytes, Sums& sums) {
        for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), block))) {
            const std::string_view part = bytes.substr(0, block);
            add_to(sums, part);
            file_.write(part);
        }
    }

    void deflate_parts(std::array<std::string_view, 2> parts, Sums& sums) {
        z_stream stream{};
        if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8,
                         Z_DEFAULT_STRATEGY) != Z_OK) {
            throw std::bad_alloc();
        }
        const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, deflateEnd);
        const Workspace<Bytef> out(block);
        for (const std::string_view& part : parts) {
            std::string_view rest = part;
            add_to(sums, rest);
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

    static constexpr std::size_t block = 1 << 18;
    AtomicFile file_;
    NpzOptions options_;
    std::string directory_;
    std::uint64_t count_ = 0;
};

}  // namespace detail

/// The arrays of a .npz file, by its order, without their numbers.
/// Throws: FileError as read_npz.
inline std::vector<TensorInfo> list_npz(const std::string& path) {
    const detail::InputFile input("list_npz", path);
    const detail::NpzFile file(input);
    return {file.entries().begin(), file.entries().end()};
}

/// All arrays of NumPy's .npz by their names, stored or deflated, as T; see read_npy.
/// Throws: FileError if the file is missing, truncated, damaged, of 4 GB or more (zip64), or as
/// read_npy for an array.
/// Source: numpy.savez; PKWARE, APPNOTE.TXT 6.3.10.
template <class T = float>
NamedTensors<T> read_npz(const std::string& path, const ReadOptions& options = {}) {
    const detail::InputFile input("read_npz", path);
    return detail::read_all<T>(detail::NpzFile(input), options);
}

/// One array of the file.
/// Throws: FileError as above, also if there is none of that name.
template <class T = float>
Tensor<T> read_npz(const std::string& path, const std::string& name,
                   const ReadOptions& options = {}) {
    const detail::InputFile input("read_npz", path);
    return detail::read_one<T>(input, detail::NpzFile(input), name, options);
}

/// Reads the bytes of a .npz file; `name` stands for the path in messages.
template <class T = float>
NamedTensors<T> read_npz(std::span<const std::uint8_t> bytes, std::string_view name,
                         const ReadOptions& options = {}) {
    const detail::InputFile input("read_npz", name, bytes);
    return detail::read_all<T>(detail::NpzFile(input), options);
}

/// Writes NumPy's .npz, atomically (AtomicFile), straight from the tensors:
/// write_npz("data.npz", {{"X", inputs}, {"y", labels}}). The same tensors give the same bytes.
/// Throws: ValueError if a name comes twice; FileError if the file cannot be written or would have
/// 4 GB or more.
inline void write_npz(const std::string& path, const std::vector<TensorView>& tensors,
                      const NpzOptions& options = {}) {
    detail::require_distinct_names("write_npz", tensors);
    detail::NpzWriter file(path, options);
    for (const TensorView& tensor : tensors) { file.add(tensor); }
    file.finish();
}
template <class T>
void write_npz(const std::string& path, const NamedTensors<T>& tensors,
               const NpzOptions& options = {}) {
    write_npz(path, views_of(tensors), options);
}

}  // namespace nnlite
