#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <utility>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/random/counter.hpp"

namespace nnlite::detail {

NNLITE_INLINE std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                                  std::array<std::uint32_t, 2> key) {
    auto [x0, x1, x2, x3] = counter;
    auto [k0, k1] = key;
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t product0 = std::uint64_t{0xD2511F53U} * x0;
        const std::uint64_t product1 = std::uint64_t{0xCD9E8D57U} * x2;
        x0 = static_cast<std::uint32_t>(product1 >> 32) ^ x1 ^ k0;
        x1 = static_cast<std::uint32_t>(product1);
        x2 = static_cast<std::uint32_t>(product0 >> 32) ^ x3 ^ k1;
        x3 = static_cast<std::uint32_t>(product0);
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    return {x0, x1, x2, x3};
}

NNLITE_INLINE std::uint32_t random_word(std::uint64_t seed, std::uint32_t stream,
                                        std::uint64_t position) {
    std::uint32_t words[group_size];
    random_group(seed, stream, position / group_size, words);
    return words[position % group_size];
}

NNLITE_INLINE std::size_t bounded(std::uint64_t seed, std::uint64_t position, std::uint32_t word,
                                  std::uint64_t bound) {
    std::uint64_t product = word * bound;
    if (static_cast<std::uint32_t>(product) < bound) {
        const std::uint64_t threshold = ((std::uint64_t{1} << 32) - bound) % bound;
        for (std::uint32_t stream = 2; static_cast<std::uint32_t>(product) < threshold; ++stream) {
            product = random_word(seed, stream, position) * bound;
        }
    }
    return static_cast<std::size_t>(product >> 32);
}

}  // namespace nnlite::detail

namespace nnlite {

NNLITE_INLINE void random_bits(std::uint64_t seed, std::uint64_t position, std::uint32_t* out,
                               std::size_t count) {
    std::uint32_t words[detail::group_size];
    while (count > 0) {
        const std::size_t skip = position % detail::group_size;
        const std::size_t taken = std::min(count, detail::group_size - skip);
        const bool whole = taken == detail::group_size;
        detail::random_group(seed, 0, position / detail::group_size, whole ? out : words);
        if (!whole) { std::copy_n(words + skip, taken, out); }
        out += taken;
        position += taken;
        count -= taken;
    }
}

NNLITE_INLINE void CounterGenerator::permutation(std::size_t* order, std::size_t count) {
    if (count > std::uint64_t{1} << 32) {
        fail<ValueError>("CounterGenerator::permutation: expected at most 4294967296, got ", count);
    }
    for (std::size_t i = 0; i < count; ++i) { order[i] = i; }
    std::uint32_t words[detail::group_size];
    for (std::size_t i = 0; i + 1 < count; ++i) {
        const std::size_t w = i % detail::group_size;
        if (w == 0) {
            random_bits(seed, position + i, words, std::min(detail::group_size, count - i));
        }
        const std::size_t step = detail::bounded(seed, position + i, words[w], count - i);
        std::swap(order[i], order[i + step]);
    }
    position += count;
}

NNLITE_INLINE std::uint64_t CounterGenerator::bits() {
    const std::uint64_t upper = detail::random_word(seed, 0, position);
    const std::uint64_t lower = detail::random_word(seed, 1, position);
    ++position;
    return upper << 32 | lower;
}

NNLITE_INLINE void CounterGenerator::visit_state(FieldVisitor& visitor) {
    visitor.constant("type", "counter");
    visitor.field("seed", seed);
    visitor.field("position", position);
    visit_children(visitor);
}

}  // namespace nnlite
