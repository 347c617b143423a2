#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <type_traits>
#include <utility>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/random/generator.hpp"
#include "nnlite/random/mt19937.hpp"

namespace nnlite {

namespace detail {

// ln x for x in [2^-24, 1], with the roundings of PyTorch's AVX2 build: the polynomial of Cephes'
// logf with every product fused into the sum after it.
inline float torch_log(float x) {
    constexpr float coefficients[] = {-1.1514610310e-1F, 1.1676998740e-1F,  -1.2420140846e-1F,
                                      1.4249322787e-1F,  -1.6668057665e-1F, 2.0000714765e-1F,
                                      -2.4999993993e-1F, 3.3333331174e-1F};
    const auto bits = std::bit_cast<std::int32_t>(x);
    const float mantissa = std::bit_cast<float>((bits & 0x007fffff) | 0x3f000000);  // [0.5, 1)
    const bool small = mantissa < 0.707106781186547524F;
    const float exponent = static_cast<float>((bits >> 23) - (small ? 127 : 126));
    const float r = (mantissa - 1.0F) + (small ? mantissa : 0.0F);
    const float square = r * r;
    float y = 7.0376836292e-2F;
    for (const float coefficient : coefficients) { y = std::fma(y, r, coefficient); }
    y = std::fma(y * r, square, exponent * -2.12194440e-4F);
    y = std::fma(square, -0.5F, y);
    return std::fma(exponent, 0.693359375F, r + y);
}

// sin x and cos x for x in [0, 2 pi], likewise after Cephes' sinf and cosf.
inline void torch_sincos(float x, float& sine, float& cosine) {
    const std::int32_t octant = (static_cast<std::int32_t>(x * 1.27323954473516F) + 1) & ~1;
    const auto j = static_cast<float>(octant);
    float r = std::fma(j, -0.78515625F, x);
    r = std::fma(j, -2.4187564849853515625e-4F, r);
    r = std::fma(j, -3.77489497744594108e-8F, r);
    const float square = r * r;
    float even = std::fma(2.443315711809948e-5F, square, -1.388731625493765e-3F);
    even = std::fma(even, square, 4.166664568298827e-2F);
    even = std::fma(even * square, square, square * -0.5F) + 1.0F;
    float odd = std::fma(-1.9515295891e-4F, square, 8.3321608736e-3F);
    odd = std::fma(odd, square, -1.6666654611e-1F);
    odd = std::fma(odd * square, r, r);
    const bool swapped = (octant & 2) != 0;
    const float s = swapped ? even : odd;
    const float c = swapped ? odd : even;
    sine = (octant & 4) != 0 ? -s : s;
    cosine = ((octant + 2) & 4) != 0 ? -c : c;
}

}  // namespace detail

/// Repeats the CPU generator of PyTorch after torch.manual_seed(seed), bit for bit.
/// Units or ranges: normal() of double, and of fewer than 16 floats, is as exact as the C library's
/// log, sin and cos agree.
/// Start values: as after torch.manual_seed(seed).
/// Source: PyTorch 1.13, aten/src/ATen/native/cpu/DistributionTemplates.h, as its AVX2 build
/// rounds.
class TorchGenerator : public Generator {
   public:
    explicit TorchGenerator(std::uint64_t seed = 67280421310721U) { manual_seed(seed); }

    /// Starts again from `seed`, of which only the lower 32 bits count.
    void manual_seed(std::uint64_t seed) {
        engine = Mt19937(static_cast<std::uint32_t>(seed));
        has_cached = false;
        seed_ = seed;
        forget_children();
    }

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

    /// Fills values[0, count) with 1 where a uniform number is below p, else 0:
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

    /// Fills values[0, count) with integers of [low, high): tensor.random_(low, high), randint().
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
    std::vector<std::size_t> randperm(std::size_t count) {
        std::vector<std::size_t> order(count);
        permutation(order.data(), count);
        return order;
    }
    void permutation(std::size_t* order, std::size_t count) override {
        for (std::size_t i = 0; i < count; ++i) { order[i] = i; }
        for (std::size_t i = 0; i + 1 < count; ++i) {
            std::swap(order[i], order[i + engine() % (count - i)]);
        }
    }

    std::uint64_t bits() override { return engine.next64(); }

    void visit_state(FieldVisitor& visitor) override {
        visitor.constant("type", "torch");
        engine.visit_state(visitor);
        visitor.field("seed", seed_);
        visitor.field("has_cached", has_cached);
        visitor.field("cached", cached);
        visit_children(visitor);
    }

   private:
    std::uint64_t seed_of_children() const override { return seed_; }

    std::uint64_t seed_ = 0;

    // The largest integer up to which T holds all.
    template <class T>
    static constexpr std::int64_t last_integer =
        static_cast<std::int64_t>((std::uint64_t{1} << std::numeric_limits<T>::digits) -
                                  (std::is_floating_point_v<T> ? 0 : 1));

    // The 32 or 64 random bits that a value of T is made of.
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
    static void normal_block(float* values, float mean, float deviation) {
        for (std::size_t i = 0; i < 8; ++i) {
            const float radius = std::sqrt(-2.0F * detail::torch_log(1.0F - values[i]));
            float sine = 0.0F;
            float cosine = 0.0F;
            detail::torch_sincos(2.0F * std::numbers::pi_v<float> * values[i + 8], sine, cosine);
            values[i] = std::fma(radius * cosine, deviation, mean);
            values[i + 8] = std::fma(radius * sine, deviation, mean);
        }
    }
    static void normal_block(double* values, double mean, double deviation) {
        for (std::size_t i = 0; i < 8; ++i) {
            const double radius = std::sqrt(-2.0 * std::log(1.0 - values[i]));
            const double angle = 2.0 * std::numbers::pi * values[i + 8];
            values[i] = std::fma(radius * std::cos(angle), deviation, mean);
            values[i + 8] = std::fma(radius * std::sin(angle), deviation, mean);
        }
    }

    double next_normal() {
        if (has_cached) {
            has_cached = false;
            return cached;
        }
        const double angle = 2.0 * std::numbers::pi * standard_uniform<double>();
        const double radius = std::sqrt(-2.0 * std::log(1.0 - standard_uniform<double>()));
        cached = radius * std::sin(angle);
        has_cached = true;
        return radius * std::cos(angle);
    }

    Mt19937 engine;
    double cached = 0.0;
    bool has_cached = false;
};

}  // namespace nnlite
