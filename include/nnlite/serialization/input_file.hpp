#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "nnlite/core/error.hpp"

namespace nnlite::detail {

// An open file of the system, closed at the end.
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

// A file, or bytes in memory, read at any place. Errors are FileErrors that begin with
// "place: name: ".
class InputFile {
   public:
    InputFile(std::string_view place, const std::string& path)
        : place_(text_of(place, ": ", path, ": ")),
          file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (file_.get() < 0) { fail("cannot be opened (", std::strerror(errno), ")"); }
        struct stat status {};
        if (::fstat(file_.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
            fail("expected a regular file");
        }
        size_ = static_cast<std::uint64_t>(status.st_size);
    }
    InputFile(std::string_view place, std::string_view name, std::span<const std::uint8_t> bytes)
        : place_(text_of(place, ": ", name, ": ")), bytes_(bytes), size_(bytes.size()) {}

    // "read_npy: model.npy: "
    const std::string& place() const { return place_; }
    std::uint64_t size() const { return size_; }

    // Reads exactly `count` bytes, which must lie within size().
    void read(std::uint64_t at, void* to, std::size_t count) const {
        if (count > 0 && file_.get() < 0) { std::memcpy(to, bytes_.data() + at, count); }
        for (std::size_t done = 0; done < count && file_.get() >= 0;) {
            const ssize_t got = ::pread(file_.get(), static_cast<char*>(to) + done, count - done,
                                        static_cast<off_t>(at + done));
            if (got < 0 && errno == EINTR) { continue; }
            if (got < 0) { fail("cannot be read (", std::strerror(errno), ")"); }
            if (got == 0) { fail("became shorter while it was read"); }
            done += static_cast<std::size_t>(got);
        }
    }

    template <class... Part>
    [[noreturn]] void fail(const Part&... parts) const {
        throw FileError(text_of(place_, parts...));
    }

   private:
    std::string place_;
    FileHandle file_;
    std::span<const std::uint8_t> bytes_;
    std::uint64_t size_ = 0;
};

// A part of a file, read in order. `name` is that of the tensor in it and may be empty.
class InputStream {
   public:
    InputStream(const InputFile& file, const std::string& name, std::uint64_t begin,
                std::uint64_t size)
        : file_(file), name_(name.empty() ? name : name + ": "), at_(begin), left_(size) {}
    InputStream(const InputStream&) = delete;
    InputStream& operator=(const InputStream&) = delete;
    virtual ~InputStream() = default;

    std::uint64_t left() const { return left_; }

    void read(void* to, std::size_t count, std::string_view what) {
        if (count > left_) { fail("expected ", count, " bytes of ", what, ", got ", left_); }
        take(static_cast<std::uint8_t*>(to), count);
        left_ -= count;
    }

    template <class... Part>
    [[noreturn]] void fail(const Part&... parts) const {
        file_.fail(name_, parts...);
    }

   protected:
    // Gives the next `count` bytes; there are so many.
    virtual void take(std::uint8_t* to, std::size_t count) {
        file_.read(at_, to, count);
        at_ += count;
    }

    const InputFile& file_;

   private:
    std::string name_;
    std::uint64_t at_, left_;
};

}  // namespace nnlite::detail
