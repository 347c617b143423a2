#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "nnlite/core/inline.hpp"
#include "nnlite/io/byte_reader.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE bool ByteReader::unpack_next() {
    std::array<std::uint8_t, 2> magic{};
    if (file_.size() - at_ >= magic.size()) { file_.read(at_, magic.data(), magic.size()); }
    const bool is_gzip = magic == std::array<std::uint8_t, 2>{0x1F, 0x8B};
    if (is_gzip) { gzip_.emplace(file_, at_, file_.size() - at_, Inflater::gzip); }
    return is_gzip;
}

NNLITE_INLINE std::size_t ByteReader::read(void* to, std::size_t count) {
    if (!gzip_) {
        count = static_cast<std::size_t>(std::min<std::uint64_t>(count, file_.size() - at_));
        file_.read(at_, to, count);
        at_ += count;
        return count;
    }
    std::size_t done = 0;
    do {
        done += gzip_->unpack(static_cast<std::uint8_t*>(to) + done,
                              std::min<std::size_t>(count - done, 1U << 30));
        if (gzip_->is_short()) { fail("the gzip data ends too early"); }
        if (const char* damage = gzip_->damage()) {
            fail("cannot be read (", file_.name(), ": ", damage, ")");
        }
        at_ = gzip_->at();  // bytes there that are no other member are ignored, as gzip does
    } while (done < count && (!gzip_->ended() || unpack_next()));
    return done;
}

NNLITE_INLINE std::string ByteReader::read_rest(std::uint64_t most) {
    std::string bytes;
    for (std::size_t got = 1; got > 0;) {
        const std::size_t size = bytes.size();
        bytes.resize(size + std::max<std::size_t>(size / 2, 1U << 16));
        got = read(bytes.data() + size, bytes.size() - size);
        bytes.resize(size + got);
        if (gzip_ && bytes.size() > most) {
            fail("expected at most ", most, " bytes unpacked (max_unpacked), got more");
        }
    }
    return bytes;
}

}  // namespace nnlite::detail
