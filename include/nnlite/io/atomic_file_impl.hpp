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
#include "nnlite/core/inline.hpp"
#include "nnlite/io/atomic_file.hpp"
#include "nnlite/io/input_file.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE void AtomicFile::write(const void* bytes, std::size_t count) {
    write_at(size_, bytes, count);
    size_ += count;
}

NNLITE_INLINE void AtomicFile::commit() {
    if (file_.get() >= 0) { finish(); }
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0) { fail_to_write(); }
    temporary_.clear();
    const std::size_t slash = path_.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
    const detail::FileHandle entries(::open(folder.c_str(), O_RDONLY | O_CLOEXEC));
    if (entries.get() >= 0) { ::fsync(entries.get()); }  // not supported by every file system
}

NNLITE_INLINE void AtomicFile::remove_leftovers(const std::string& path) {
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

NNLITE_INLINE std::string AtomicFile::target(const std::string& path) {
    char* real = ::realpath(path.c_str(), nullptr);
    std::string result = real == nullptr ? path : real;
    std::free(real);
    constexpr int most_links = 40;  // the system's limit; create() fails for a cycle
    for (int i = 0; i < most_links; ++i) {
        std::string to(PATH_MAX, '\0');
        const ssize_t size = ::readlink(result.c_str(), to.data(), to.size());
        if (size <= 0) { break; }
        to.resize(static_cast<std::size_t>(size));
        result = to.starts_with('/') ? to : result.substr(0, result.rfind('/') + 1) + to;
    }
    return result;
}

NNLITE_INLINE std::string AtomicFile::temporary_stem(const std::string& path) {
    constexpr std::size_t most = 200;
    const std::size_t name = path.rfind('/') + 1;  // 0 if there is no slash
    return path.substr(0, std::min(path.size(), name + most)) + '.';
}

NNLITE_INLINE int AtomicFile::create() {
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

NNLITE_INLINE void AtomicFile::write_at(std::uint64_t at, const void* bytes, std::size_t count) {
    constexpr std::size_t most = 1 << 17;  // as cp: whole tensors were half as fast on a disk
    for (std::size_t done = 0; done < count;) {
        const std::size_t part = std::min(count - done, most);
        const ssize_t written = ::pwrite(file_.get(), static_cast<const char*>(bytes) + done, part,
                                         static_cast<off_t>(at + done));
        if (written < 0 && errno == EINTR) { continue; }
        if (written <= 0) { fail_to_write(); }
        done += static_cast<std::size_t>(written);
    }
}

}  // namespace nnlite

namespace nnlite::inline NNLITE_ABI::detail {

// Whether a file is written in place: a pipe or device; one that is open, as /dev/stdout may be;
// one in a folder that takes no other file.
NNLITE_INLINE bool is_written_in_place(const std::string& path) {
    if (path.starts_with("/dev/") || path.starts_with("/proc/")) { return true; }
    char* real = ::realpath(path.c_str(), nullptr);
    if (real == nullptr) { return false; }
    const std::string target = real;
    std::free(real);
    struct stat old {};
    const bool is_regular = ::stat(target.c_str(), &old) == 0 && S_ISREG(old.st_mode);
    return !is_regular || ::access(target.substr(0, target.rfind('/') + 1).c_str(), W_OK) != 0;
}

NNLITE_INLINE void write_file(std::string_view place, const std::string& path,
                              std::string_view bytes) {
    if (is_written_in_place(path)) {
        std::FILE* file = std::fopen(path.c_str(), "wb");
        const bool written =
            file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
        if (file != nullptr && std::fclose(file) == 0 && written) { return; }
    } else {
        try {
            AtomicFile file(place, path);
            file.write(bytes);
            return file.commit();
        } catch (const FileError&) {}
    }
    fail<FileError>(place, ": cannot write ", path);
}

}  // namespace nnlite::detail
