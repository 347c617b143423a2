#pragma once

#include <zlib.h>

#include <cstdint>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/serialization/checksum.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
std::uint32_t weights_crc32(const std::vector<Variable<T>>& parameters) {
    uLong crc = crc32(0, nullptr, 0);
    for (const auto& parameter : parameters) {
        crc = crc32_z(crc, reinterpret_cast<const Bytef*>(parameter.value().data()),
                      parameter.size() * sizeof(T));
    }
    return static_cast<std::uint32_t>(crc);
}

}  // namespace nnlite
