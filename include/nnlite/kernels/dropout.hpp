#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/random/counter.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// A view of a dropout mask for kernels; by default it keeps all elements.
template <class T>
struct Keep {
    const std::uint8_t* bits = nullptr;
    T scale = 1;

    bool all() const { return bits == nullptr; }

    /// x scale for the elements from `at` on that are kept, else 0. Not for all().
    Pack<T> operator()(std::size_t at, Pack<T> x) const {
        std::uint32_t four;  // at least 25 bits from `at` on
        std::memcpy(&four, bits + at / 8, sizeof four);
        return select(four >> at % 8, x * Pack<T>(scale));
    }

   private:
    static Pack<T> select(std::uint32_t bits, Pack<T> x) {
#if defined(__AVX512F__) && !defined(NNLITE_SCALAR)
        if constexpr (std::is_same_v<T, float> && Pack<T>::width == 16) {
            return Pack<T>(
                detail::RawPack<T>(_mm512_maskz_mov_ps(static_cast<__mmask16>(bits), x.raw)));
        } else if constexpr (std::is_same_v<T, double> && Pack<T>::width == 8) {
            return Pack<T>(
                detail::RawPack<T>(_mm512_maskz_mov_pd(static_cast<__mmask8>(bits), x.raw)));
        }
#endif
        T values[Pack<T>::width];
        store(values, Pack<T>::width, x);
        for (std::size_t i = 0; i < Pack<T>::width; ++i) {
            values[i] = (bits >> i & 1U) != 0 ? values[i] : T(0);
        }
        return load(values, Pack<T>::width);
    }
};

/// A dropout mask: one bit per element of a tensor, and the scale of kept elements. Element i is
/// kept if the 16-bit half position + i of the stream of `seed` (see random_bits; the lower half of
/// a word comes first) is not below rate 2^16. So the rate is rounded to a multiple of 2^-16; the
/// scale is 1 / (1 - rounded rate).
/// Units or ranges: position a multiple of 64; rate in [0, 1).
class KeptNumbers {
   public:
    /// Keeps all elements.
    KeptNumbers() = default;

    KeptNumbers(std::size_t count, double rate, std::uint64_t seed, std::uint64_t position)
        : words_((count + word_size - 1) / word_size +
                 1) {  // one more, because Keep loads four bytes
        const double wanted = std::min(std::round(rate * 0x1p16), 0x1p16 - 1);
        const auto threshold = static_cast<std::uint16_t>(wanted);
        scale_ = 0x1p16 / (0x1p16 - wanted);
        const std::uint64_t first = position / word_size;
        parallel_for(words_.size() - 1, 256, [&](std::size_t begin, std::size_t end) {
            std::uint64_t pair[2];
            for (std::size_t i = begin; i < end; ++i) {
                if (i == begin || (first + i) % 2 == 0) {
                    compare_group(seed, (first + i) / 2, threshold, pair);
                }
                words_[i] = pair[(first + i) % 2];
            }
        });
    }

    bool all() const { return words_.empty(); }

    template <class T>
    Keep<T> keep() const {
        if (all()) { return {}; }
        return {reinterpret_cast<const std::uint8_t*>(words_.data()), static_cast<T>(scale_)};
    }

   private:
    static constexpr std::size_t word_size = 64;

    // The bits of the 128 elements of one group of random words.
    static void compare_group(std::uint64_t seed, std::uint64_t group, std::uint16_t threshold,
                              std::uint64_t* pair) {
        std::uint32_t words[detail::group_size];
        detail::random_group(seed, 0, group, words);
#if defined(__AVX512BW__) && !defined(NNLITE_SCALAR)
        for (std::size_t i = 0; i < 4; ++i) {
            const __mmask32 kept =
                _mm512_cmpge_epu16_mask(_mm512_loadu_si512(words + 16 * i),
                                        _mm512_set1_epi16(static_cast<std::int16_t>(threshold)));
            std::memcpy(reinterpret_cast<std::uint8_t*>(pair) + 4 * i, &kept, 4);
        }
#else
        pair[0] = pair[1] = 0;
        for (std::size_t i = 0; i < 2 * detail::group_size; ++i) {
            const std::uint32_t half = words[i / 2] >> 16 * (i % 2) & 0xffffU;
            pair[i / word_size] |= std::uint64_t{half >= threshold} << i % word_size;
        }
#endif
    }

    detail::Vector<std::uint64_t> words_;
    double scale_ = 1;
};

}  // namespace nnlite::kernels
