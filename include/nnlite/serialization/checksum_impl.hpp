#pragma once

#include <cstdint>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/io/crc32.hpp"
#include "nnlite/serialization/checksum.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
std::uint32_t weights_crc32(const std::vector<Variable<T>>& parameters) {
    std::uint32_t crc = 0;
    for (const auto& parameter : parameters) {
        crc = detail::crc32_of(parameter.value().data(), parameter.size() * sizeof(T), crc);
    }
    return crc;
}

}  // namespace nnlite
