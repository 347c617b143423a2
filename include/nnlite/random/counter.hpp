#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "nnlite/core/inline.hpp"
#include "nnlite/random/generator.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// Philox4x32-10: 128 random bits that depend only on the counter and the key.
// Source: Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key);

// A stream's words are generated in groups of 64: 16 Philox counters side by side, [4 words, 16
// counters], so that a SIMD register holds the same word of neighbouring counters.
inline constexpr std::size_t group_size = 64;
inline constexpr std::size_t group_lanes = 16;

void random_group(std::uint64_t seed, std::uint32_t stream, std::uint64_t group,
                  std::uint32_t* words);

// One word of a stream.
std::uint32_t random_word(std::uint64_t seed, std::uint32_t stream, std::uint64_t position);

// An integer in [0, bound), bound <= 2^32, from the word at `position` of stream 0; if that would
// be biased, from the streams 2, 3, ...
std::size_t bounded(std::uint64_t seed, std::uint64_t position, std::uint32_t word,
                    std::uint64_t bound);

// The uniform values of a group: 24 bits in [0, 1) for float; for double, 21 more bits from a
// second stream below the float's 32, so that both agree to the float's precision.
void uniform_group(std::uint64_t seed, std::uint64_t group, float* values);
void uniform_group(std::uint64_t seed, std::uint64_t group, double* values);

// Box-Muller on the words 0 and 1, then 2 and 3, of each of the group's counters.
template <class T>
void normal_group(T* values, T mean, T deviation);

// Fills out[0, count) with the 32-bit words position, position + 1, ... of the stream of `seed`,
// for kernels that need random bits (dropout): no allocation, no state, no threads of its own.
void random_bits(std::uint64_t seed, std::uint64_t position, std::uint32_t* out, std::size_t count);

}  // namespace detail

/// The library's default generator: value i of a stream depends on (seed, position + i) alone, so
/// that numbers do not depend on the thread count, nor on how a fill is split into calls.
/// Units or ranges: a fill of n values of either type advances position by n; a float is the double
/// at the same place to float precision.
/// State: seed and position are the whole state; save both to resume.
/// Source: Philox4x32-10 (Salmon et al., SC 2011); normal by Box-Muller; permutation by
/// Fisher-Yates with Lemire's unbiased integers (ACM TOMACS 29, 2019).
class CounterGenerator : public Generator {
   public:
    std::uint64_t seed;
    std::uint64_t position = 0;

    explicit CounterGenerator(std::uint64_t seed_value = 0) : seed(seed_value) {}

    /// Throws: ValueError if low > high or high - low is not finite.
    NNLITE_INLINE void uniform(float* values, std::size_t count, double low, double high) override;
    NNLITE_INLINE void uniform(double* values, std::size_t count, double low, double high) override;

    /// Throws: ValueError if deviation < 0.
    NNLITE_INLINE void normal(float* values, std::size_t count, double mean,
                              double deviation) override;
    NNLITE_INLINE void normal(double* values, std::size_t count, double mean,
                              double deviation) override;

    /// Throws: ValueError if count > 2^32.
    NNLITE_INLINE void permutation(std::size_t* order, std::size_t count) override;

    NNLITE_INLINE std::uint64_t bits() override;

    NNLITE_INLINE void visit_state(FieldVisitor& visitor) override;

   private:
    std::uint64_t seed_of_children() const override { return seed; }

    // Calls transform on the uniform values of each group that overlaps [position, position +
    // count), and keeps those inside.
    template <class T, class F>
    void fill(T* values, std::size_t count, F&& transform);

    template <class T>
    void uniform_fill(T* values, std::size_t count, double low, double high);

    template <class T>
    void normal_fill(T* values, std::size_t count, double mean, double deviation);
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/random/counter_impl.hpp"
#endif
