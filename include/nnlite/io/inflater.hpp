#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>

#include "nnlite/core/allocator.hpp"
#include "nnlite/io/input_file.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Unpacks a deflated part of a file.
class Inflater {
   public:
    static constexpr int raw = -MAX_WBITS, zlib = MAX_WBITS, gzip = MAX_WBITS + 16;
    static constexpr std::uint64_t most = 1032;  // bytes from one

    Inflater(const InputFile& file, std::uint64_t begin, std::uint64_t size, int format);
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { inflateEnd(&stream_); }

    // Gives up to `count` bytes, at most 4 GB; fewer only at the end or where it is damaged.
    std::size_t unpack(std::uint8_t* to, std::size_t count);

    // The offset behind the packed bytes that were needed so far.
    std::uint64_t at() const { return at_ - stream_.avail_in; }
    bool ended() const { return status_ == Z_STREAM_END; }
    // Whether the packed bytes ended too early.
    bool is_short() const { return status_ == Z_BUF_ERROR; }
    // What is wrong with them; null: nothing.
    const char* damage() const {
        return status_ == Z_OK || ended() ? nullptr
               : is_short()               ? "it ends too early"
               : stream_.msg != nullptr   ? stream_.msg
                                          : "out of memory";
    }

   private:
    static constexpr std::size_t room = 1 << 16;
    const InputFile& file_;
    std::uint64_t at_, end_;
    z_stream stream_{};
    int status_;
    const Workspace<std::uint8_t> packed_{room};
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/io/inflater_impl.hpp"
#endif
