#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <climits>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>

#include "nnlite/core/error.hpp"
#include "nnlite/serialization/input_file.hpp"

namespace nnlite {

/// A file that appears whole or not at all: it is written under another name in the same folder,
/// and commit() puts it in the place of the old one, when all of it has reached the disk. Whoever
/// opens the path at any moment, even after a crash, finds the old file or the new one.
/// Throws: FileError, from all functions, if the file cannot be written.
class AtomicFile {
   public:
    /// `place` begins the messages: "save_weights: model.npz: ...".
    AtomicFile(std::string_view place, const std::string& path)
        : place_(text_of(place, ": ", path, ": ")), path_(target(path)), file_(create()) {}
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    /// Without commit() the old file stays.
    ~AtomicFile() {
        if (!temporary_.empty()) { ::unlink(temporary_.c_str()); }
    }

    /// How many bytes were written.
    std::uint64_t size() const { return size_; }

    void write(const void* bytes, std::size_t count) {
        write_at(size_, bytes, count);
        size_ += count;
    }
    void write(std::string_view text) { write(text.data(), text.size()); }

    /// Writes over bytes that were written.
    void overwrite(std::uint64_t at, std::string_view text) {
        write_at(at, text.data(), text.size());
    }

    /// All of it reaches the disk; after that there is only commit().
    void finish() {
        if (::fsync(file_.get()) != 0 || !file_.close()) { fail_to_write(); }
    }

    void commit() {
        if (file_.get() >= 0) { finish(); }
        if (std::rename(temporary_.c_str(), path_.c_str()) != 0) { fail_to_write(); }
        temporary_.clear();
        const std::size_t slash = path_.rfind('/');
        const std::string folder = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
        const detail::FileHandle entries(::open(folder.c_str(), O_RDONLY | O_CLOEXEC));
        if (entries.get() >= 0) { ::fsync(entries.get()); }  // not every file system can
    }

    /// Removes what writers of this path that were killed have left beside it.
    static void remove_leftovers(const std::string& path) {
        const std::string real = target(path);
        const std::size_t slash = real.rfind('/') + 1;  // 0 if there is none
        const std::string folder = slash == 0 ? "." : real.substr(0, slash);
        const std::string prefix = temporary_stem(real).substr(slash);
        DIR* const entries = ::opendir(folder.c_str());
        if (entries == nullptr) { return; }
        while (const dirent* entry = ::readdir(entries)) {
            const std::string_view name = entry->d_name;
            if (!name.starts_with(prefix) || !name.ends_with(".tmp")) { continue; }
            pid_t writer = 0;
            const char* end = name.data() + name.size();
            const auto number = std::from_chars(name.data() + prefix.size(), end, writer);
            const bool ours = number.ec == std::errc() && *number.ptr == '_' && writer > 0;
            if (ours && ::kill(writer, 0) != 0 && errno == ESRCH) {
                ::unlink((real.substr(0, slash) + entry->d_name).c_str());
            }
        }
        ::closedir(entries);
    }

    template <class... Part>
    [[noreturn]] void fail(const Part&... parts) const {
        throw FileError(text_of(place_, parts...));
    }

   private:
    // Where the path leads: a symbolic link stays one, also to a file that does not exist yet.
    static std::string target(const std::string& path) {
        char* real = ::realpath(path.c_str(), nullptr);
        std::string result = real == nullptr ? path : real;
        std::free(real);
        constexpr int most_links = 40;  // as the system; create() refuses a circle
        for (int i = 0; i < most_links; ++i) {
            std::string to(PATH_MAX, '\0');
            const ssize_t size = ::readlink(result.c_str(), to.data(), to.size());
            if (size <= 0) { break; }
            to.resize(static_cast<std::size_t>(size));
            result = to.starts_with('/') ? to : result.substr(0, result.rfind('/') + 1) + to;
        }
        return result;
    }

    // The beginning of the names of temporary files for this one: a name has at most 255 bytes.
    static std::string temporary_stem(const std::string& path) {
        constexpr std::size_t most = 200;
        const std::size_t name = path.rfind('/') + 1;  // 0 if there is no slash
        return path.substr(0, std::min(path.size(), name + most)) + '.';
    }

    int create() {
        struct stat old {};
        const bool exists = ::stat(path_.c_str(), &old) == 0;
        if (!exists && errno != ENOENT) { fail_to_write(); }
        if (exists && !S_ISREG(old.st_mode)) { fail("expected a regular file or none"); }
        static std::atomic<unsigned> count{0};
        int descriptor = -1;
        do {
            temporary_ = text_of(temporary_stem(path_), ::getpid(), "_", count++, ".tmp");
            descriptor = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        } while (descriptor < 0 && errno == EEXIST);
        if (descriptor < 0) {
            temporary_.clear();
            fail_to_write();
        }
        if (exists) { (void)!::fchmod(descriptor, old.st_mode & 07777U); }
        return descriptor;
    }

    void write_at(std::uint64_t at, const void* bytes, std::size_t count) {
        constexpr std::size_t most = 1 << 17;  // as cp: a disk took whole tensors at half the speed
        for (std::size_t done = 0; done < count;) {
            const std::size_t part = std::min(count - done, most);
            const ssize_t written = ::pwrite(file_.get(), static_cast<const char*>(bytes) + done,
                                             part, static_cast<off_t>(at + done));
            if (written < 0 && errno == EINTR) { continue; }
            if (written <= 0) { fail_to_write(); }
            done += static_cast<std::size_t>(written);
        }
    }

    [[noreturn]] void fail_to_write() const {
        fail("cannot be written (", std::strerror(errno), ")");
    }

    std::string place_, path_, temporary_;
    detail::FileHandle file_;
    std::uint64_t size_ = 0;
};

}  // namespace nnlite
