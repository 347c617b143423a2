#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <type_traits>
#include <utility>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/random/mt19937.hpp"
#include "nnlite/random/torch.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// ln x for x in [2^-24, 1], with the roundings of PyTorch's AVX2 build: the polynomial of Cephes'
// logf with every product fused into the sum after it.
float torch_log(float x);

// sin x and cos x for x in [0, 2 pi], after Cephes' sinf and cosf.
void torch_sincos(float x, float& sine, float& cosine);

NNLITE_INLINE float torch_log(float x) {
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

NNLITE_INLINE void torch_sincos(float x, float& sine, float& cosine) {
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

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE void TorchGenerator::manual_seed(std::uint64_t seed) {
    engine = detail::Mt19937(static_cast<std::uint32_t>(seed));
    has_cached = false;
    seed_ = seed;
    forget_children();
}

NNLITE_INLINE std::vector<std::size_t> TorchGenerator::randperm(std::size_t count) {
    std::vector<std::size_t> order(count);
    permutation(order.data(), count);
    return order;
}

NNLITE_INLINE void TorchGenerator::permutation(std::size_t* order, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) { order[i] = i; }
    for (std::size_t i = 0; i + 1 < count; ++i) {
        std::swap(order[i], order[i + engine() % (count - i)]);
    }
}

NNLITE_INLINE void TorchGenerator::visit_state(FieldVisitor& visitor) {
    visitor.constant("type", "torch");
    engine.visit_state(visitor);
    visitor.field("seed", seed_);
    visitor.field("has_cached", has_cached);
    visitor.field("cached", cached);
    visit_children(visitor);
}

NNLITE_INLINE void TorchGenerator::normal_block(float* values, float mean, float deviation) {
    for (std::size_t i = 0; i < 8; ++i) {
        const float radius = std::sqrt(-2.0F * detail::torch_log(1.0F - values[i]));
        float sine = 0.0F;
        float cosine = 0.0F;
        detail::torch_sincos(2.0F * std::numbers::pi_v<float> * values[i + 8], sine, cosine);
        values[i] = std::fma(radius * cosine, deviation, mean);
        values[i + 8] = std::fma(radius * sine, deviation, mean);
    }
}

NNLITE_INLINE void TorchGenerator::normal_block(double* values, double mean, double deviation) {
    for (std::size_t i = 0; i < 8; ++i) {
        const double radius = std::sqrt(-2.0 * std::log(1.0 - values[i]));
        const double angle = 2.0 * std::numbers::pi * values[i + 8];
        values[i] = std::fma(radius * std::cos(angle), deviation, mean);
        values[i + 8] = std::fma(radius * std::sin(angle), deviation, mean);
    }
}

NNLITE_INLINE double TorchGenerator::next_normal() {
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

}  // namespace nnlite
