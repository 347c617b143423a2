#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <utility>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/random/counter.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

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

#if defined(__AVX512F__) && !defined(NNLITE_SCALAR)
// A counter in each 64-bit lane, its words in the lower halves: products need no shuffle.
NNLITE_INLINE void random_group(std::uint64_t seed, std::uint32_t stream, std::uint64_t group,
                                std::uint32_t* words) {
    const auto all = [](std::uint64_t value) {
        return _mm512_set1_epi64(static_cast<std::int64_t>(value));
    };
    const std::uint64_t first = group * group_lanes;
    auto k0 = static_cast<std::uint32_t>(seed), k1 = static_cast<std::uint32_t>(seed >> 32);
    __m512i x[4][2];
    for (std::uint64_t half = 0; half < 2; ++half) {
        x[0][half] = _mm512_add_epi64(all(static_cast<std::uint32_t>(first) + 8 * half),
                                      _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7));
        x[1][half] = all(first >> 32);
        x[2][half] = all(stream);
        x[3][half] = _mm512_setzero_si512();
    }
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
        constexpr int exclusive_or = 0x96;  // of three
#pragma GCC unroll 2
        for (int half = 0; half < 2; ++half) {
            const __m512i product0 = _mm512_mul_epu32(all(0xD2511F53U), x[0][half]);
            const __m512i product1 = _mm512_mul_epu32(all(0xCD9E8D57U), x[2][half]);
            x[0][half] = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product1, 32), x[1][half],
                                                   all(k0), exclusive_or);
            x[1][half] = product1;
            x[2][half] = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product0, 32), x[3][half],
                                                   all(k1), exclusive_or);
            x[3][half] = product0;
        }
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    const __m512i lower =
        _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    for (std::size_t word = 0; word < 4; ++word) {
        _mm512_storeu_si512(words + group_lanes * word,
                            _mm512_permutex2var_epi32(x[word][0], lower, x[word][1]));
    }
}
#else
NNLITE_INLINE void random_group(std::uint64_t seed, std::uint32_t stream, std::uint64_t group,
                                std::uint32_t* words) {
    const auto seed_low = static_cast<std::uint32_t>(seed);
    const auto seed_high = static_cast<std::uint32_t>(seed >> 32);
    const std::uint64_t first = group * group_lanes;
    const auto low = static_cast<std::uint32_t>(first);
    const auto high = static_cast<std::uint32_t>(first >> 32);
    for (std::uint32_t lane = 0; lane < group_lanes; ++lane) {
        const auto x = philox({low + lane, high, stream, 0}, {seed_low, seed_high});
        words[lane] = x[0];
        words[lane + 16] = x[1];
        words[lane + 32] = x[2];
        words[lane + 48] = x[3];
    }
}
#endif

NNLITE_INLINE void uniform_group(std::uint64_t seed, std::uint64_t group, float* values) {
    std::uint32_t words[group_size];
    random_group(seed, 0, group, words);
    for (std::size_t i = 0; i < group_size; ++i) {
        values[i] = static_cast<float>(static_cast<std::int32_t>(words[i] >> 8)) * 0x1p-24F;
    }
}

NNLITE_INLINE void uniform_group(std::uint64_t seed, std::uint64_t group, double* values) {
    std::uint32_t upper[group_size];
    std::uint32_t lower[group_size];
    random_group(seed, 0, group, upper);
    random_group(seed, 1, group, lower);
    for (std::size_t i = 0; i < group_size; ++i) {
        values[i] = upper[i] * 0x1p-32 + (lower[i] >> 11) * 0x1p-53;
    }
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

template <class T>
void normal_group(T* values, T mean, T deviation) {
    static_assert(group_lanes % Pack<T>::width == 0);
    for (std::size_t row = 0; row < group_size; row += 2 * group_lanes) {
        for (std::size_t i = row; i < row + group_lanes; i += Pack<T>::width) {
            const Pack<T> radius = sqrt(Pack<T>(-2) * log(Pack<T>(1) - Pack<T>::load(values + i)));
            const Pack<T> angle =
                Pack<T>(2 * std::numbers::pi_v<T>) * Pack<T>::load(values + i + group_lanes);
            fma(radius * cos(angle), Pack<T>(deviation), Pack<T>(mean)).store(values + i);
            fma(radius * sin(angle), Pack<T>(deviation), Pack<T>(mean))
                .store(values + i + group_lanes);
        }
    }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

namespace detail {

NNLITE_INLINE void random_bits(std::uint64_t seed, std::uint64_t position, std::uint32_t* out,
                               std::size_t count) {
    std::uint32_t words[group_size];
    while (count > 0) {
        const std::size_t skip = position % group_size;
        const std::size_t taken = std::min(count, group_size - skip);
        const bool whole = taken == group_size;
        random_group(seed, 0, position / group_size, whole ? out : words);
        if (!whole) { std::copy_n(words + skip, taken, out); }
        out += taken;
        position += taken;
        count -= taken;
    }
}

}  // namespace detail

NNLITE_INLINE void CounterGenerator::permutation(std::size_t* order, std::size_t count) {
    if (count > std::uint64_t{1} << 32) {
        fail<ValueError>("CounterGenerator::permutation: expected at most 4294967296, got ", count);
    }
    for (std::size_t i = 0; i < count; ++i) { order[i] = i; }
    std::uint32_t words[detail::group_size];
    for (std::size_t i = 0; i + 1 < count; ++i) {
        const std::size_t w = i % detail::group_size;
        if (w == 0) {
            detail::random_bits(seed, position + i, words, std::min(detail::group_size, count - i));
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

template <class T, class F>
void CounterGenerator::fill(T* values, std::size_t count, F&& transform) {
    constexpr std::size_t grain = 256;
    const std::uint64_t first = position / detail::group_size;
    const std::size_t skip = position % detail::group_size;
    const std::size_t end = skip + count;
    const std::size_t groups = (end + detail::group_size - 1) / detail::group_size;
    parallel_for(count == 0 ? 0 : groups, grain, [&](std::size_t from, std::size_t to) {
        T part[detail::group_size];
        for (std::size_t group = from; group < to; ++group) {
            const std::size_t start = group * detail::group_size;
            const std::size_t begin = std::max(start, skip);
            const std::size_t stop = std::min(start + detail::group_size, end);
            const bool whole = stop - begin == detail::group_size;
            T* const target = whole ? values + (begin - skip) : part;
            detail::uniform_group(seed, first + group, target);
            transform(target);
            if (!whole) {
                std::copy(part + (begin - start), part + (stop - start), values + (begin - skip));
            }
        }
    });
    position += count;
}

template <class T>
void CounterGenerator::uniform_fill(T* values, std::size_t count, double low, double high) {
    const T start = static_cast<T>(low);
    const T range = static_cast<T>(high) - start;
    if (!(range >= T(0) && std::isfinite(range))) {
        fail<ValueError>("CounterGenerator::uniform: expected low <= high, finite, got ", low,
                         " and ", high);
    }
    const T last = std::nextafter(static_cast<T>(high), start);
    fill(values, count, [=](T* group) {
        for (std::size_t i = 0; i < detail::group_size; ++i) {
            group[i] = std::min(start + range * group[i], last);
        }
    });
}

template <class T>
void CounterGenerator::normal_fill(T* values, std::size_t count, double mean, double deviation) {
    if (!(deviation >= 0.0)) {
        fail<ValueError>("CounterGenerator::normal: expected a deviation >= 0, got ", deviation);
    }
    fill(values, count, [=](T* group) {
        detail::normal_group(group, static_cast<T>(mean), static_cast<T>(deviation));
    });
}

NNLITE_INLINE void CounterGenerator::uniform(float* values, std::size_t count, double low,
                                             double high) {
    uniform_fill(values, count, low, high);
}
NNLITE_INLINE void CounterGenerator::normal(float* values, std::size_t count, double mean,
                                            double deviation) {
    normal_fill(values, count, mean, deviation);
}
NNLITE_INLINE void CounterGenerator::uniform(double* values, std::size_t count, double low,
                                             double high) {
    uniform_fill(values, count, low, high);
}
NNLITE_INLINE void CounterGenerator::normal(double* values, std::size_t count, double mean,
                                            double deviation) {
    normal_fill(values, count, mean, deviation);
}

}  // namespace nnlite
