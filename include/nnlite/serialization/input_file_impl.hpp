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
#include "nnlite/serialization/input_file.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE InputFile::InputFile(std::string_view place, const std::string& path)
    : place_(text_of(place, ": ", path, ": ")), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_.get() < 0) { fail("cannot be opened (", std::strerror(errno), ")"); }
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        fail("expected a regular file");
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
}

NNLITE_INLINE void InputFile::read(std::uint64_t at, void* to, std::size_t count) const {
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
