#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "nnlite/core/error.hpp"
#include "nnlite/core/represents.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite {

/// The types of numbers that tensor files have.
enum class ElementType : std::uint8_t {
    boolean,
    u8,
    i8,
    u16,
    i16,
    f16,
    bf16,
    u32,
    i32,
    f32,
    u64,
    i64,
    f64
};

/// What a read does with numbers that the wanted type does not have.
struct ReadOptions {
    bool allow_rounding = false;  ///< to floating point: take the nearest; else an error
};

namespace detail {

static_assert(std::endian::native == std::endian::little, "tensor files are little-endian");

struct ElementTypeFacts {
    std::string_view safetensors, npy;  // npy without byte order; "": it has none
    std::size_t bytes;
};

inline constexpr std::array<ElementTypeFacts, 13> element_types{{{"BOOL", "b1", 1},
                                                                 {"U8", "u1", 1},
                                                                 {"I8", "i1", 1},
                                                                 {"U16", "u2", 2},
                                                                 {"I16", "i2", 2},
                                                                 {"F16", "f2", 2},
                                                                 {"BF16", "", 2},
                                                                 {"U32", "u4", 4},
                                                                 {"I32", "i4", 4},
                                                                 {"F32", "f4", 4},
                                                                 {"U64", "u8", 8},
                                                                 {"I64", "i8", 8},
                                                                 {"F64", "f8", 8}}};

inline const ElementTypeFacts& facts(ElementType type) {
    return element_types[static_cast<std::size_t>(type)];
}

inline std::optional<ElementType> find_element_type(std::string_view ElementTypeFacts::*names,
                                                    std::string_view name) {
    for (std::size_t i = 0; i < element_types.size(); ++i) {
        if (!name.empty() && element_types[i].*names == name) {
            return static_cast<ElementType>(i);
        }
    }
    return {};
}

// The types a tensor to be written or read may have.
template <class T>
concept Element = std::is_integral_v<T> || std::same_as<T, float> || std::same_as<T, double>;

template <Element T>
constexpr ElementType element_type_of() {
    using enum ElementType;
    if constexpr (std::is_same_v<T, bool>) {
        return boolean;
    } else if constexpr (std::is_floating_point_v<T>) {
        return sizeof(T) == 4 ? f32 : f64;
    } else {
        constexpr std::array<ElementType, 4> whole{i8, i16, i32, i64}, natural{u8, u16, u32, u64};
        return (std::is_signed_v<T> ? whole : natural)[std::bit_width(sizeof(T)) - 1];
    }
}

// A limit that keeps products of extents, and strides, from overflowing.
inline constexpr std::uint64_t most_elements = std::uint64_t{1} << 48;
inline constexpr std::size_t most_axes = 64;

// The bytes that numbers of this shape take; nothing if there are too many.
inline std::optional<std::uint64_t> byte_count(const Shape& shape, ElementType type) {
    std::uint64_t nonzero = 1;
    bool empty = false;
    for (const std::size_t extent : shape) {
        if (extent == 0) {
            empty = true;
        } else if (nonzero > most_elements / extent) {
            return {};
        } else {
            nonzero *= extent;
        }
    }
    return empty ? 0 : nonzero * facts(type).bytes;
}

inline float float_of_half(std::uint16_t bits) {
    const std::uint32_t sign = bits >> 15, exponent = bits >> 10 & 31U, mantissa = bits & 1023U;
    if (exponent == 0) { return float(mantissa) * (sign != 0 ? -0x1p-24F : 0x1p-24F); }
    const std::uint32_t wide = exponent == 31 ? 255 : exponent + 112;
    return std::bit_cast<float>(sign << 31 | wide << 23 | mantissa << 13);
}

// Numbers of a file to T. Returns the text of the first number that T does not have.
template <class T, class Raw, class Decode>
std::optional<std::string> convert_elements(const std::uint8_t* bytes, std::size_t count, T* to,
                                            bool rounding, Decode decode) {
    for (std::size_t i = 0; i < count; ++i) {
        Raw raw;
        std::memcpy(&raw, bytes + i * sizeof(Raw), sizeof(Raw));
        const auto value = decode(raw);
        if (!represents<T>(value, rounding)) { return text_of(value); }
        to[i] = static_cast<T>(value);
    }
    return {};
}

template <Element T>
std::optional<std::string> convert_elements(ElementType type, const std::uint8_t* bytes,
                                            std::size_t count, T* to, bool rounding) {
    const auto from = [&]<class Raw>(Raw, auto decode) {
        return convert_elements<T, Raw>(bytes, count, to, rounding, decode);
    };
    const auto same = [](auto raw) { return raw; };
    switch (type) {
        case ElementType::boolean:
            for (std::size_t i = 0; i < count; ++i) {
                if (bytes[i] > 1) { return text_of("boolean ", bytes[i]); }
            }
            return from(std::uint8_t{}, same);
        case ElementType::u8:
            return from(std::uint8_t{}, same);
        case ElementType::i8:
            return from(std::int8_t{}, same);
        case ElementType::u16:
            return from(std::uint16_t{}, same);
        case ElementType::i16:
            return from(std::int16_t{}, same);
        case ElementType::f16:
            return from(std::uint16_t{}, float_of_half);
        case ElementType::bf16:
            return from(std::uint16_t{},
                        [](std::uint32_t bits) { return std::bit_cast<float>(bits << 16); });
        case ElementType::u32:
            return from(std::uint32_t{}, same);
        case ElementType::i32:
            return from(std::int32_t{}, same);
        case ElementType::f32:
            return from(float{}, same);
        case ElementType::u64:
            return from(std::uint64_t{}, same);
        case ElementType::i64:
            return from(std::int64_t{}, same);
        default:
            return from(double{}, same);
    }
}

}  // namespace detail

/// The type's name in safetensors files, such as "F32".
inline std::string_view type_name(ElementType type) { return detail::facts(type).safetensors; }

}  // namespace nnlite
