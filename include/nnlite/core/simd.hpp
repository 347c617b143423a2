#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

// g++ 12 warns about registers that AVX-512's intrinsics leave undefined (its bug 105593), wherever
// they are inlined; pragmas around the functions in this header suppress it.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include "nnlite/core/abi.hpp"

#ifndef NNLITE_SCALAR
#include <xsimd/xsimd.hpp>
#endif

namespace nnlite::inline NNLITE_ABI::detail {

#ifdef NNLITE_SCALAR

// One number under the interface of an xsimd batch, for processors (or tests) without SIMD.
template <class T>
using RawPack = T;
template <class T>
using RawMask = bool;
template <class T>
inline constexpr std::size_t pack_width = 1;

#else

template <class T>
using RawPack = xsimd::batch<T>;
template <class T>
using RawMask = typename xsimd::batch<T>::batch_bool_type;
template <class T>
inline constexpr std::size_t pack_width = xsimd::batch<T>::size;

#endif

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// The truth values of a comparison of two Packs.
template <class T>
struct Mask {
    detail::RawMask<T> raw;
    friend Mask operator&&(Mask a, Mask b) { return {a.raw && b.raw}; }
    friend Mask operator||(Mask a, Mask b) { return {a.raw || b.raw}; }
    friend Mask operator!(Mask a) { return {!a.raw}; }
};

/// `width` elements that one instruction processes: 16 floats with AVX-512, 8 with AVX2, 4 with
/// NEON. Elementwise formulas use it like a scalar.
template <class T>
struct Pack {
    using value_type = T;  ///< the scalar
    static constexpr std::size_t width = detail::pack_width<T>;

    detail::RawPack<T> raw;

    Pack() = default;
    template <class S>
    requires std::is_arithmetic_v<S> Pack(S value)
        : raw(static_cast<T>(value)) {}  // NOLINT(google-explicit-constructor)
#ifndef NNLITE_SCALAR
    explicit Pack(detail::RawPack<T> batch) : raw(batch) {}
#endif

    static Pack load(const T* from);
    void store(T* to) const;
    /// Loads the first `count` (< width) elements and fills the rest.
    static Pack load_part(const T* from, std::size_t count, T fill = T(0));
    void store_part(T* to, std::size_t count) const;

    friend Pack operator+(Pack a, Pack b) { return Pack(a.raw + b.raw); }
    friend Pack operator-(Pack a, Pack b) { return Pack(a.raw - b.raw); }
    friend Pack operator*(Pack a, Pack b) { return Pack(a.raw * b.raw); }
    friend Pack operator/(Pack a, Pack b) { return Pack(a.raw / b.raw); }
    friend Pack operator-(Pack a) { return Pack(-a.raw); }
    Pack& operator+=(Pack b) { return *this = *this + b; }
    Pack& operator-=(Pack b) { return *this = *this - b; }
    Pack& operator*=(Pack b) { return *this = *this * b; }
    friend Mask<T> operator<(Pack a, Pack b) { return {a.raw < b.raw}; }
    friend Mask<T> operator<=(Pack a, Pack b) { return {a.raw <= b.raw}; }
    friend Mask<T> operator>(Pack a, Pack b) { return {a.raw > b.raw}; }
    friend Mask<T> operator>=(Pack a, Pack b) { return {a.raw >= b.raw}; }
    friend Mask<T> operator==(Pack a, Pack b) { return {a.raw == b.raw}; }
    friend Mask<T> operator!=(Pack a, Pack b) { return !(a == b); }  // xsimd's != is false for NaN
};

#ifdef NNLITE_SCALAR

#define NNLITE_PACK_FUNCTION(name) \
    template <class T>             \
    Pack<T> name(Pack<T> x) {      \
        return std::name(x.raw);   \
    }

template <class T>
Pack<T> Pack<T>::load(const T* from) {
    return *from;
}
template <class T>
void Pack<T>::store(T* to) const {
    *to = raw;
}
template <class T>
Pack<T> Pack<T>::load_part(const T*, std::size_t, T fill) {
    return fill;
}
template <class T>
void Pack<T>::store_part(T*, std::size_t) const {}

/// condition ? a : b, elementwise.
template <class T>
Pack<T> where(Mask<T> condition, Pack<T> a, Pack<T> b) {
    return condition.raw ? a : b;
}
/// a b + c with one rounding if the processor supports it.
template <class T>
Pack<T> fma(Pack<T> a, Pack<T> b, Pack<T> c) {
    return a.raw * b.raw + c.raw;
}
template <class T>
Pack<T> pow(Pack<T> x, Pack<T> y) {
    return std::pow(x.raw, y.raw);
}
/// The sum of the elements of a pack.
template <class T>
T reduce_add(Pack<T> x) {
    return x.raw;
}
template <class T>
T reduce_max(Pack<T> x) {
    return x.raw;
}

#else

#define NNLITE_PACK_FUNCTION(name)          \
    template <class T>                      \
    Pack<T> name(Pack<T> x) {               \
        return Pack<T>(xsimd::name(x.raw)); \
    }

template <class T>
Pack<T> Pack<T>::load(const T* from) {
    return Pack(xsimd::batch<T>::load_unaligned(from));
}
template <class T>
void Pack<T>::store(T* to) const {
    raw.store_unaligned(to);
}
template <class T>
Pack<T> Pack<T>::load_part(const T* from, std::size_t count, T fill) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<T, float> && width == 16) {
        return Pack(detail::RawPack<T>(_mm512_mask_loadu_ps(
            _mm512_set1_ps(fill), static_cast<__mmask16>((1U << count) - 1U), from)));
    } else if constexpr (std::is_same_v<T, double> && width == 8) {
        return Pack(detail::RawPack<T>(_mm512_mask_loadu_pd(
            _mm512_set1_pd(fill), static_cast<__mmask8>((1U << count) - 1U), from)));
    }
#endif
    T buffer[width];
    for (std::size_t i = 0; i < width; ++i) { buffer[i] = i < count ? from[i] : fill; }
    return load(buffer);
}
template <class T>
void Pack<T>::store_part(T* to, std::size_t count) const {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<T, float> && width == 16) {
        return _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1U << count) - 1U), raw);
    } else if constexpr (std::is_same_v<T, double> && width == 8) {
        return _mm512_mask_storeu_pd(to, static_cast<__mmask8>((1U << count) - 1U), raw);
    }
#endif
    T buffer[width];
    store(buffer);
    for (std::size_t i = 0; i < count; ++i) { to[i] = buffer[i]; }
}

/// condition ? a : b, elementwise.
template <class T>
Pack<T> where(Mask<T> condition, Pack<T> a, Pack<T> b) {
    return Pack<T>(xsimd::select(condition.raw, a.raw, b.raw));
}
/// a b + c with one rounding if the processor supports it.
template <class T>
Pack<T> fma(Pack<T> a, Pack<T> b, Pack<T> c) {
#ifdef __AVX512F__  // xsimd 8 leaves this to the compiler, and clang does not contract
    if constexpr (std::is_same_v<T, float> && Pack<T>::width == 16) {
        return Pack<T>(detail::RawPack<T>(_mm512_fmadd_ps(a.raw, b.raw, c.raw)));
    } else if constexpr (std::is_same_v<T, double> && Pack<T>::width == 8) {
        return Pack<T>(detail::RawPack<T>(_mm512_fmadd_pd(a.raw, b.raw, c.raw)));
    }
#endif
    return Pack<T>(xsimd::fma(a.raw, b.raw, c.raw));
}
template <class T>
Pack<T> pow(Pack<T> x, Pack<T> y) {
    // xsimd's gives 0^0 = 0, 0^-1 = 0 and 1e-7 of error in double: one element at a time instead.
    T base[Pack<T>::width], exponent[Pack<T>::width];
    x.store(base);
    y.store(exponent);
    for (std::size_t i = 0; i < Pack<T>::width; ++i) { base[i] = std::pow(base[i], exponent[i]); }
    return Pack<T>::load(base);
}
/// The sum of the elements of a pack, added pairwise in a fixed order.
template <class T>
T reduce_add(Pack<T> x) {
#ifdef __AVX512F__  // the same order, in registers
    if constexpr (std::is_same_v<T, float> && Pack<T>::width == 16) {
        return _mm512_reduce_add_ps(x.raw);
    } else if constexpr (std::is_same_v<T, double> && Pack<T>::width == 8) {
        return _mm512_reduce_add_pd(x.raw);
    }
#endif
    T values[Pack<T>::width];
    x.store(values);
    for (std::size_t half = Pack<T>::width / 2; half > 0; half /= 2) {
        for (std::size_t i = 0; i < half; ++i) { values[i] += values[i + half]; }
    }
    return values[0];
}
template <class T>
T reduce_max(Pack<T> x) {
    T values[Pack<T>::width];
    x.store(values);
    T result = values[0];
    for (const T value : values) { result = result > value ? result : value; }
    return result;
}

#endif

#ifdef NNLITE_SCALAR

NNLITE_PACK_FUNCTION(exp)
NNLITE_PACK_FUNCTION(expm1)

#else

}  // namespace nnlite::kernels

namespace nnlite::inline NNLITE_ABI::detail {

// e^x = y 2^k with an integer k, up to the limits of T; xsimd's is 0 or infinite too early. NaN
// stays NaN.
template <class T>
__attribute__((always_inline)) inline RawPack<T> exp_of(RawPack<T> y, RawPack<T> k) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<T, float> && kernels::Pack<T>::width == 16) {
        return _mm512_scalef_ps(y, k);
    } else if constexpr (std::is_same_v<T, double> && kernels::Pack<T>::width == 8) {
        return _mm512_scalef_pd(y, k);
    }
#endif
    const auto power = xsimd::to_int(k);
    if (xsimd::all(xsimd::abs(k) < RawPack<T>(T(sizeof(T) == 4 ? 126 : 1022)))) {
        return xsimd::ldexp(y, power);
    }
    const auto half = power >> 1;  // in two steps: 2^k itself may be out of range of T
    return xsimd::ldexp(xsimd::ldexp(y, half), power - half);
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// e^x, infinite or 0 only where e^x is; results may be subnormal. Always inlined: g++ would call
/// it, and load its constants, for each Pack.
template <class T>
__attribute__((always_inline)) inline Pack<T> exp(Pack<T> argument) {
    namespace xs = xsimd::kernel::detail;
    using Raw = detail::RawPack<T>;
    using Formula = xs::exp_reduction<T, typename Raw::arch_type, xs::exp_tag>;
    // Beyond these e^x is 0 or infinite; a larger k does not fit into an integer, which could trap.
    // NaN stays.
    constexpr bool floats = sizeof(T) == 4;
    const Raw x = xsimd::max(Raw(T(floats ? -104 : -746)),
                             xsimd::min(Raw(T(floats ? 89 : 710)), argument.raw));
    Raw rest;
    if constexpr (std::is_same_v<T, float>) {
#if defined(__SSE2__) && !defined(__SSE4_1__)  // which has no other rounding
        const Raw k = _mm_cvtepi32_ps(_mm_cvtps_epi32(xsimd::constants::invlog_2<Raw>() * x));
        rest = xsimd::fnma(k, xsimd::constants::log_2hi<Raw>(), x);
        rest = xsimd::fnma(k, xsimd::constants::log_2lo<Raw>(), rest);
#else
        const Raw k = Formula::reduce(x, rest);
#endif
        return Pack<T>(detail::exp_of<T>(Formula::approx(rest), k));
    } else {
        Raw high, low;
        const Raw k = Formula::reduce(x, high, low, rest);
        const Raw y = Formula::finalize(rest, Formula::approx(rest), high, low);
        return Pack<T>(detail::exp_of<T>(y, k));
    }
}
/// e^x - 1, infinite only where e^x is.
template <class T>
__attribute__((always_inline)) inline Pack<T> expm1(Pack<T> x) {
    const Mask<T> large = x > Pack<T>(sizeof(T) == 4 ? T(88.37) : T(709.4));
    const Pack<T> y(xsimd::expm1(x.raw));
    return xsimd::any(large.raw) ? where(large, exp(x), y) : y;
}

#endif

NNLITE_PACK_FUNCTION(log)
NNLITE_PACK_FUNCTION(log1p)
NNLITE_PACK_FUNCTION(sqrt)
NNLITE_PACK_FUNCTION(tanh)
NNLITE_PACK_FUNCTION(erf)
NNLITE_PACK_FUNCTION(sin)
NNLITE_PACK_FUNCTION(cos)
NNLITE_PACK_FUNCTION(abs)
#undef NNLITE_PACK_FUNCTION

/// The larger of two numbers; NaN if either is NaN.
template <class T>
__attribute__((always_inline)) inline Pack<T> max(Pack<T> a, Pack<T> b) {
    return where(a > b, a, where(a != a, a, b));
}
/// The smaller of two numbers; NaN if either is NaN.
template <class T>
__attribute__((always_inline)) inline Pack<T> min(Pack<T> a, Pack<T> b) {
    return where(a < b, a, where(a != a, a, b));
}

/// max(x, 0); NaN stays NaN.
template <class T>
Pack<T> relu(Pack<T> x) {
#ifdef NNLITE_SCALAR
    return x.raw <= T(0) ? Pack<T>(T(0)) : x;
#else
    return Pack<T>(xsimd::max(Pack<T>(T(0)).raw, x.raw));  // the second where one is NaN
#endif
}

/// Calls f(offset, width) for each whole pack of [0, count), then f(offset, rest) for the rest.
template <class T, class F>
void for_packs(std::size_t count, F&& f) {
    constexpr std::size_t width = Pack<T>::width;
    std::size_t i = 0;
    for (; i + width <= count; i += width) { f(i, width); }
    if (i < count) { f(i, count - i); }
}

/// Loads `count` <= width elements.
template <class T>
Pack<T> load(const T* from, std::size_t count, T fill = T(0)) {
    return count == Pack<T>::width ? Pack<T>::load(from) : Pack<T>::load_part(from, count, fill);
}
/// Stores the first `count` <= width elements.
template <class T>
void store(T* to, std::size_t count, Pack<T> value) {
    count == Pack<T>::width ? value.store(to) : value.store_part(to, count);
}

/// Loads `count` <= width bytes converted to T. (Compilers would convert byte by byte.)
template <class T>
Pack<T> load_bytes(const std::uint8_t* from, std::size_t count) {
    [[maybe_unused]] constexpr bool floats = std::is_same_v<T, float>;
#if defined(__AVX512F__) && !defined(NNLITE_SCALAR)
    if constexpr (floats && Pack<T>::width == 16) {
        if (count == 16) {
            const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
            return Pack<T>(detail::RawPack<T>(_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(bytes))));
        }
    }
#elif defined(__AVX2__) && !defined(NNLITE_SCALAR)
    if constexpr (floats && Pack<T>::width == 8) {
        if (count == 8) {
            const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
            return Pack<T>(detail::RawPack<T>(_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes))));
        }
    }
#endif
    T values[Pack<T>::width] = {};
    for (std::size_t i = 0; i < count; ++i) { values[i] = static_cast<T>(from[i]); }
    return load(values, Pack<T>::width);
}

/// Stores the first `count` <= width elements, integers from 0 to 255, as bytes.
template <class T>
void store_bytes(std::uint8_t* to, std::size_t count, Pack<T> numbers) {
    [[maybe_unused]] constexpr bool floats = std::is_same_v<T, float>;
#if defined(__AVX512F__) && !defined(NNLITE_SCALAR)
    if constexpr (floats && Pack<T>::width == 16) {
        if (count == 16) {
            const __m128i bytes = _mm512_cvtepi32_epi8(_mm512_cvttps_epi32(numbers.raw));
            return _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
        }
    }
#elif defined(__AVX2__) && !defined(NNLITE_SCALAR)
    if constexpr (floats && Pack<T>::width == 8) {
        if (count == 8) {
            const __m256i whole = _mm256_cvttps_epi32(numbers.raw);
            const __m128i words =
                _mm_packus_epi32(_mm256_castsi256_si128(whole), _mm256_extracti128_si256(whole, 1));
            return _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm_packus_epi16(words, words));
        }
    }
#endif
    T values[Pack<T>::width];
    store(values, Pack<T>::width, numbers);
    for (std::size_t i = 0; i < count; ++i) {
        to[i] = static_cast<std::uint8_t>(static_cast<int>(values[i]));
    }
}

}  // namespace nnlite::kernels

namespace nnlite::inline NNLITE_ABI::detail {

using kernels::for_packs;
using kernels::load;
using kernels::load_bytes;
using kernels::Mask;
using kernels::Pack;
using kernels::store;
using kernels::store_bytes;

}  // namespace nnlite::detail

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
