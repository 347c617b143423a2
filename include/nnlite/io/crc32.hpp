#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The CRC-32 of some bytes and of those before them, whose CRC-32 is `before`.
inline std::uint32_t crc32_of(const void* bytes, std::size_t count, std::uint32_t before = 0) {
    // for a null pointer zlib returns the initial value
    return count == 0 ? before
                      : static_cast<std::uint32_t>(
                            crc32_z(before, static_cast<const Bytef*>(bytes), count));
}

}  // namespace nnlite::detail
