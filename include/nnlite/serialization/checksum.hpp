#pragma once

#include <cstdint>
#include <vector>

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

/// CRC-32 over the bits of all parameters in order: equal if and only if (except for a chance of
/// 2^-32) all weights are equal bit for bit.
template <class T>
std::uint32_t weights_crc32(const std::vector<Variable<T>>& parameters);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/serialization/checksum_impl.hpp"
#endif
