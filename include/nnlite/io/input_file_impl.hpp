#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/io/input_file.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE InputFile::InputFile(std::string_view place, const std::string& path, Kind kind)
    : name_(path),
      place_(text_of(place, ": ", path, ": ")),
      file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_.get() < 0) { fail("cannot be opened (", std::strerror(errno), ")"); }
    struct stat status {};
    const bool is_regular = ::fstat(file_.get(), &status) == 0 && S_ISREG(status.st_mode);
    if (!is_regular && kind == Kind::regular) { fail("expected a regular file"); }
    size_ = is_regular ? static_cast<std::uint64_t>(status.st_size) : 0;
    if (size_ == 0 && kind == Kind::any) { read_to_end(); }  // files of /proc have no size either
}

NNLITE_INLINE void InputFile::read_to_end() {
    for (ssize_t got = 1; got != 0;) {
        content_.resize(size_ + std::max<std::uint64_t>(size_ / 2, 1U << 16));
        got = ::read(file_.get(), content_.data() + size_, content_.size() - size_);
        if (got < 0 && errno != EINTR) { fail_to_read(); }
        size_ += static_cast<std::uint64_t>(std::max<ssize_t>(got, 0));
    }
    bytes_ = {reinterpret_cast<const std::uint8_t*>(content_.data()), size_};
}

NNLITE_INLINE void InputFile::read(std::uint64_t at, void* to, std::size_t count) const {
    if (count > 0 && !bytes_.empty()) { std::memcpy(to, bytes_.data() + at, count); }
    for (std::size_t done = 0; done < count && bytes_.empty();) {
        const ssize_t got = ::pread(file_.get(), static_cast<char*>(to) + done, count - done,
                                    static_cast<off_t>(at + done));
        if (got < 0 && errno == EINTR) { continue; }
        if (got < 0) { fail_to_read(); }
        if (got == 0) { fail("became shorter while it was read"); }
        done += static_cast<std::size_t>(got);
    }
}

NNLITE_INLINE std::string InputFile::text(std::uint64_t at, std::size_t count) const {
    std::string bytes(count, '\0');
    read(at, bytes.data(), count);
    return bytes;
}

NNLITE_INLINE void InputStream::read(void* to, std::size_t count, std::string_view what) {
    if (count > left_) { fail("expected ", count, " bytes of ", what, ", got ", left_); }
    take(static_cast<std::uint8_t*>(to), count);
    left_ -= count;
}

NNLITE_INLINE void InputStream::take(std::uint8_t* to, std::size_t count) {
    file_.read(at_, to, count);
    at_ += count;
}

}  // namespace nnlite::detail
