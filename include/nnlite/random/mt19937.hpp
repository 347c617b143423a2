#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "nnlite/fields/field_visitor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The Mersenne Twister that NumPy's RandomState and PyTorch's CPU generator draw from.
// Units or ranges: 32 random bits per call.
// State after init_genrand(seed), as std::mt19937, numpy.random.RandomState(seed) and
// torch.manual_seed(seed).
// Source: Matsumoto & Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998), with the 2002 seeding.
class Mt19937 {
   public:
    explicit Mt19937(std::uint32_t seed = 5489);

    std::uint32_t operator()();

    // Two draws, the first in the upper half.
    std::uint64_t next64();

    // Throws: FileError if the state is not that of a Mersenne Twister.
    void visit_state(FieldVisitor& visitor);

   private:
    static constexpr std::size_t size = 624;
    static constexpr std::size_t offset = 397;

    static std::uint32_t twist(std::uint32_t upper, std::uint32_t lower);

    void refill();

    void temper();

    std::array<std::uint32_t, size> state{};
    std::array<std::uint32_t, size> output{};
    std::size_t position = size;
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/random/mt19937_impl.hpp"
#endif
