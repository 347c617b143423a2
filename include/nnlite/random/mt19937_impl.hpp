#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/random/mt19937.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE Mt19937::Mt19937(std::uint32_t seed) {
    state[0] = seed;
    for (std::uint32_t i = 1; i < size; ++i) {
        state[i] = 1812433253U * (state[i - 1] ^ (state[i - 1] >> 30)) + i;
    }
}

NNLITE_INLINE std::uint32_t Mt19937::operator()() {
    if (position == size) { refill(); }
    return output[position++];
}

NNLITE_INLINE std::uint64_t Mt19937::next64() {
    const std::uint64_t upper = (*this)();
    return upper << 32 | (*this)();
}

NNLITE_INLINE void Mt19937::visit_state(FieldVisitor& visitor) {
    std::vector<std::uint32_t> words(state.begin(), state.end());
    std::size_t used = position;
    visitor.field("words", words);
    visitor.field("position", used);
    if (!visitor.sets()) { return; }
    if (words.size() != size || used > size) {
        fail<FileError>("Mt19937: expected 624 words and a position up to 624, got ", words.size(),
                        " and ", used);
    }
    std::copy(words.begin(), words.end(), state.begin());
    temper();
    position = used;
}

NNLITE_INLINE std::uint32_t Mt19937::twist(std::uint32_t upper, std::uint32_t lower) {
    const std::uint32_t bits = (upper & 0x80000000U) | (lower & 0x7fffffffU);
    return (bits >> 1) ^ ((0U - (lower & 1U)) & 0x9908b0dfU);
}

NNLITE_INLINE void Mt19937::refill() {
    for (std::size_t i = 0; i < size - offset; ++i) {
        state[i] = state[i + offset] ^ twist(state[i], state[i + 1]);
    }
    for (std::size_t i = size - offset; i < size - 1; ++i) {
        state[i] = state[i + offset - size] ^ twist(state[i], state[i + 1]);
    }
    state[size - 1] = state[offset - 1] ^ twist(state[size - 1], state[0]);
    temper();
    position = 0;
}

NNLITE_INLINE void Mt19937::temper() {
    for (std::size_t i = 0; i < size; ++i) {
        std::uint32_t bits = state[i];
        bits ^= bits >> 11;
        bits ^= (bits << 7) & 0x9d2c5680U;
        bits ^= (bits << 15) & 0xefc60000U;
        output[i] = bits ^ (bits >> 18);
    }
}

}  // namespace nnlite::detail
