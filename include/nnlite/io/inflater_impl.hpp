#pragma once

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "nnlite/core/inline.hpp"
#include "nnlite/io/inflater.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE Inflater::Inflater(const InputFile& file, std::uint64_t begin, std::uint64_t size,
                                 int format)
    : file_(file), at_(begin), end_(begin + size), status_(inflateInit2(&stream_, format)) {}

NNLITE_INLINE std::size_t Inflater::unpack(std::uint8_t* to, std::size_t count) {
    stream_.next_out = to;
    stream_.avail_out = static_cast<uInt>(count);
    while (stream_.avail_out > 0 && status_ == Z_OK) {
        if (stream_.avail_in == 0) {
            const auto part = std::min<std::uint64_t>(room, end_ - at_);
            file_.read(at_, packed_.data(), part);
            at_ += part;
            stream_.next_in = packed_.data();
            stream_.avail_in = static_cast<uInt>(part);
        }
        status_ = inflate(&stream_, Z_NO_FLUSH);
    }
    return count - stream_.avail_out;
}

}  // namespace nnlite::detail
