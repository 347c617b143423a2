#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <type_traits>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/random/generator.hpp"
#include "nnlite/random/mt19937.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Reproduces PyTorch's CPU generator after torch.manual_seed(seed), bit for bit.
/// Units or ranges: normal() of double, and of fewer than 16 floats, is equal as far as the C
/// libraries' log, sin and cos are.
/// Initialization: as after torch.manual_seed(seed).
/// Source: PyTorch 1.13, aten/src/ATen/native/cpu/DistributionTemplates.h, as its AVX2 build
/// rounds.
/// Elsewhere: torch.Generator.
class TorchGenerator : public Generator {
   public:
    explicit TorchGenerator(std::uint64_t seed = 67280421310721U) { manual_seed(seed); }

    /// Restarts from the lower 32 bits of `seed`.
    void manual_seed(std::uint64_t seed);

    /// Fills values[0, count) from the uniform distribution on [low, high): tensor.uniform_().
    /// Throws: ValueError if low > high or high - low is not finite.
    void uniform(float* values, std::size_t count, double low, double high) override {
        uniform_fill(values, count, low, high);
    }
    void uniform(double* values, std::size_t count, double low, double high) override {
        uniform_fill(values, count, low, high);
    }

    /// Fills values[0, count) from the normal distribution: tensor.normal_().
    /// Throws: ValueError if deviation < 0.
    void normal(float* values, std::size_t count, double mean, double deviation) override {
        normal_fill(values, count, mean, deviation);
    }
    void normal(double* values, std::size_t count, double mean, double deviation) override {
        normal_fill(values, count, mean, deviation);
    }

    /// Fills values[0, count) with 1 if a uniform sample is below p, else 0:
    /// tensor.bernoulli_(p) of a PyTorch without MKL.
    /// Throws: ValueError if p is outside [0, 1].
    template <class T>
    void bernoulli(T* values, std::size_t count, double p) {
        if (!(p >= 0.0 && p <= 1.0)) {
            fail<ValueError>("TorchGenerator::bernoulli: expected p from 0 to 1, got ", p);
        }
        for (std::size_t i = 0; i < count; ++i) {
            values[i] = static_cast<T>(standard_uniform<double>() < p);
        }
    }

    /// Fills values[0, count) with the non-negative integers of T; for floating-point types, with 0
    /// ... 2^24 (float) or 2^53 (double): tensor.random_().
    template <class T>
    void random(T* values, std::size_t count) {
        constexpr std::uint64_t range = static_cast<std::uint64_t>(last_integer<T>) + 1;
        for (std::size_t i = 0; i < count; ++i) { values[i] = static_cast<T>(draw<T>() % range); }
    }

    /// Fills values[0, count) with integers in [low, high): tensor.random_(low, high), randint().
    /// Throws: ValueError if low >= high or T cannot hold all integers from low to high - 1.
    template <class T>
    void random(T* values, std::size_t count, std::int64_t low, std::int64_t high) {
        if (low >= high) {
            fail<ValueError>("TorchGenerator::random: expected low < high, got ", low, " and ",
                             high);
        }
        constexpr std::int64_t last = last_integer<T>;
        constexpr std::int64_t first = std::is_floating_point_v<T> ? -last
                                       : std::is_signed_v<T>       ? -last - 1
                                                                   : 0;
        if (low < first || high - 1 > last) {
            fail<ValueError>("TorchGenerator::random: expected integers from ", first, " to ", last,
                             ", got low ", low, " and high ", high);
        }
        const auto base = static_cast<std::uint64_t>(low);
        const std::uint64_t range = static_cast<std::uint64_t>(high) - base;
        for (std::size_t i = 0; i < count; ++i) {
            const bool wide = sizeof(T) == 8 && range > 0xffffffffU;
            const std::uint64_t bits = wide ? engine.next64() : engine();
            values[i] = static_cast<T>(static_cast<std::int64_t>(bits % range + base));
        }
    }

    /// A random order of 0 ... count - 1: torch.randperm(count).
    std::vector<std::size_t> randperm(std::size_t count);
    NNLITE_INLINE void permutation(std::size_t* order, std::size_t count) override;

    std::uint64_t bits() override { return engine.next64(); }

    NNLITE_INLINE void visit_state(FieldVisitor& visitor) override;

   private:
    std::uint64_t seed_of_children() const override { return seed_; }

    std::uint64_t seed_ = 0;

    // The largest integer up to which T holds all integers.
    template <class T>
    static constexpr std::int64_t last_integer =
        static_cast<std::int64_t>((std::uint64_t{1} << std::numeric_limits<T>::digits) -
                                  (std::is_floating_point_v<T> ? 0 : 1));

    // The 32 or 64 random bits of a value of T.
    template <class T>
    std::uint64_t draw() {
        static_assert(std::numeric_limits<T>::digits < 64);
        return sizeof(T) == 8 ? engine.next64() : engine();
    }

    template <class T>
    T standard_uniform() {
        constexpr std::uint64_t values = std::uint64_t{1} << std::numeric_limits<T>::digits;
        return static_cast<T>(draw<T>() & (values - 1)) * (T(1) / static_cast<T>(values));
    }

    template <class T>
    void uniform_fill(T* values, std::size_t count, double low, double high) {
        const T start = static_cast<T>(low);
        const T range = static_cast<T>(high) - start;
        if (!(range >= T(0) && std::isfinite(range))) {
            fail<ValueError>("TorchGenerator::uniform: expected low <= high, finite, got ", low,
                             " and ", high);
        }
        for (std::size_t i = 0; i < count; ++i) {
            values[i] = std::fma(standard_uniform<T>(), range, start);
        }
    }

    template <class T>
    void normal_fill(T* values, std::size_t count, double mean, double deviation) {
        if (!(deviation >= 0.0)) {
            fail<ValueError>("TorchGenerator::normal: expected a deviation >= 0, got ", deviation);
        }
        if (count < 16) {
            for (std::size_t i = 0; i < count; ++i) {
                values[i] = static_cast<T>(std::fma(next_normal(), deviation, mean));
            }
            return;
        }
        for (std::size_t i = 0; i < count; ++i) { values[i] = standard_uniform<T>(); }
        for (std::size_t i = 0; i + 16 <= count; i += 16) {
            normal_block(values + i, static_cast<T>(mean), static_cast<T>(deviation));
        }
        if (count % 16 != 0) {  // PyTorch draws the last 16 values again
            T* const last = values + (count - 16);
            for (std::size_t i = 0; i < 16; ++i) { last[i] = standard_uniform<T>(); }
            normal_block(last, static_cast<T>(mean), static_cast<T>(deviation));
        }
    }

    // Box-Muller: eight radii from the first half of 16 uniform numbers, eight angles from the
    // rest.
    static void normal_block(float* values, float mean, float deviation);
    static void normal_block(double* values, double mean, double deviation);

    double next_normal();

    detail::Mt19937 engine;
    double cached = 0.0;
    bool has_cached = false;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/random/torch_impl.hpp"
#endif
