#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// An open file descriptor, closed by the destructor.
class FileHandle {
   public:
    explicit FileHandle(int descriptor = -1) : descriptor_(descriptor) {}
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;
    ~FileHandle() {
        if (descriptor_ >= 0) { ::close(descriptor_); }
    }
    int get() const { return descriptor_; }
    bool close() { return ::close(std::exchange(descriptor_, -1)) == 0; }

   private:
    int descriptor_;
};

// A file, or bytes in memory, read at any offset. Errors are FileErrors that begin with
// "place: name: ".
class InputFile {
   public:
    enum class Kind { regular, any };  // any: a pipe or device too, which is read at once

    InputFile(std::string_view place, const std::string& path, Kind kind = Kind::regular);
    InputFile(std::string_view place, std::string_view name, std::span<const std::uint8_t> bytes)
        : name_(name),
          place_(text_of(place, ": ", name, ": ")),
          bytes_(bytes),
          size_(bytes.size()) {}

    const std::string& name() const { return name_; }
    // "read_npy: model.npy: "
    const std::string& place() const { return place_; }
    std::uint64_t size() const { return size_; }
    // Of memory.
    std::span<const std::uint8_t> bytes() const { return bytes_; }

    // Reads exactly `count` bytes, which must lie within size().
    void read(std::uint64_t at, void* to, std::size_t count) const;
    std::string text(std::uint64_t at, std::size_t count) const;

    template <class... Part>
    [[noreturn]] void fail(const Part&... parts) const {
        throw FileError(text_of(place_, parts...));
    }

   private:
    [[noreturn]] void fail_to_read() const { fail("cannot be read (", std::strerror(errno), ")"); }

    // All that a file without a size has.
    void read_to_end();

    std::string name_, place_;
    FileHandle file_;
    std::string content_;
    std::span<const std::uint8_t> bytes_;
    std::uint64_t size_ = 0;
};

// A part of a file, read in order. `name` is its tensor's name and may be empty.
class InputStream {
   public:
    InputStream(const InputFile& file, const std::string& name, std::uint64_t begin,
                std::uint64_t size)
        : file_(file), name_(name.empty() ? name : name + ": "), at_(begin), left_(size) {}
    InputStream(const InputStream&) = delete;
    InputStream& operator=(const InputStream&) = delete;
    virtual ~InputStream() = default;

    std::uint64_t left() const { return left_; }

    void read(void* to, std::size_t count, std::string_view what);

    // Checks the whole part, when all was read.
    NNLITE_INLINE virtual void finish() {}

    template <class... Part>
    [[noreturn]] void fail(const Part&... parts) const {
        file_.fail(name_, parts...);
    }

   protected:
    // Gives the next `count` bytes; there are so many.
    NNLITE_INLINE virtual void take(std::uint8_t* to, std::size_t count);

    const InputFile& file_;

   private:
    std::string name_;
    std::uint64_t at_, left_;
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/io/input_file_impl.hpp"
#endif
