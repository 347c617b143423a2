#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/field_visitor.hpp"

namespace nnlite {

/// The Mersenne Twister that NumPy's RandomState and PyTorch's CPU generator draw from.
/// Units or ranges: 32 random bits per call.
/// Start values: init_genrand(seed), as std::mt19937, numpy.random.RandomState(seed) and
/// torch.manual_seed(seed).
/// Source: Matsumoto & Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998), with the 2002 seeding.
class Mt19937 {
   public:
    explicit Mt19937(std::uint32_t seed = 5489) {
        state[0] = seed;
        for (std::uint32_t i = 1; i < size; ++i) {
            state[i] = 1812433253U * (state[i - 1] ^ (state[i - 1] >> 30)) + i;
        }
    }

    std::uint32_t operator()() {
        if (position == size) { refill(); }
        return output[position++];
    }

    /// Two draws, the first in the upper half.
    std::uint64_t next64() {
        const std::uint64_t upper = (*this)();
        return upper << 32 | (*this)();
    }

    /// Throws: FileError if the state that is set is none of a Mersenne Twister.
    void visit_state(FieldVisitor& visitor) {
        std::vector<std::uint32_t> words(state.begin(), state.end());
        std::size_t used = position;
        visitor.field("words", words);
        visitor.field("position", used);
        if (!visitor.sets()) { return; }
        if (words.size() != size || used > size) {
            fail<FileError>("Mt19937: expected 624 words and a position up to 624, got ",
                            words.size(), " and ", used);
        }
        std::copy(words.begin(), words.end(), state.begin());
        temper();
        position = used;
    }

   private:
    static constexpr std::size_t size = 624;
    static constexpr std::size_t offset = 397;

    static std::uint32_t twist(std::uint32_t upper, std::uint32_t lower) {
        const std::uint32_t bits = (upper & 0x80000000U) | (lower & 0x7fffffffU);
        return (bits >> 1) ^ ((0U - (lower & 1U)) & 0x9908b0dfU);
    }

    void refill() {
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

    void temper() {
        for (std::size_t i = 0; i < size; ++i) {
            std::uint32_t bits = state[i];
            bits ^= bits >> 11;
            bits ^= (bits << 7) & 0x9d2c5680U;
            bits ^= (bits << 15) & 0xefc60000U;
            output[i] = bits ^ (bits >> 18);
        }
    }

    std::array<std::uint32_t, size> state{};
    std::array<std::uint32_t, size> output{};
    std::size_t position = size;
};

}  // namespace nnlite
