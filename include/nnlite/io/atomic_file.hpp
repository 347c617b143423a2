#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/io/input_file.hpp"

namespace nnlite::inline NNLITE_ABI {

/// A file that is replaced atomically: it is written under another name in the same folder, and
/// commit() syncs it to the disk and renames it. A reader of the path sees either the old file or
/// the new one, even after a crash.
/// Throws: FileError, from all functions, if the file cannot be written.
class AtomicFile {
   public:
    /// Messages begin with `place`: "save_weights: model.npz: ...".
    AtomicFile(std::string_view place, const std::string& path)
        : place_(text_of(place, ": ", path, ": ")), path_(target(path)), file_(create()) {}
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    /// Without commit() the old file stays.
    ~AtomicFile() {
        if (!temporary_.empty()) { ::unlink(temporary_.c_str()); }
    }

    /// The number of bytes written.
    std::uint64_t size() const { return size_; }

    void write(const void* bytes, std::size_t count);
    void write(std::string_view text) { write(text.data(), text.size()); }

    /// Overwrites bytes.
    void overwrite(std::uint64_t at, std::string_view text) {
        write_at(at, text.data(), text.size());
    }

    /// Syncs the file to the disk; after that only commit() may be called.
    void finish() {
        if (::fsync(file_.get()) != 0 || !file_.close()) { fail_to_write(); }
    }

    void commit();

    /// Removes temporary files of killed writers of this path.
    static void remove_leftovers(const std::string& path);

    template <class... Part>
    [[noreturn]] void fail(const Part&... parts) const {
        throw FileError(text_of(place_, parts...));
    }

   private:
    // The target of the path: a symbolic link is kept, also to a file that does not exist yet.
    static std::string target(const std::string& path);

    // The prefix of the names of temporary files; a name has at most 255 bytes.
    static std::string temporary_stem(const std::string& path);

    int create();

    void write_at(std::uint64_t at, const void* bytes, std::size_t count);

    [[noreturn]] void fail_to_write() const {
        fail("cannot be written (", std::strerror(errno), ")");
    }

    std::string place_, path_, temporary_;
    detail::FileHandle file_;
    std::uint64_t size_ = 0;
};

namespace detail {

// Writes a whole file, atomically unless it is a pipe or a device.
// Throws: FileError: "place: cannot write path".
void write_file(std::string_view place, const std::string& path, std::string_view bytes);

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/io/atomic_file_impl.hpp"
#endif
