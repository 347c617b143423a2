#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/serialization/element_type.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

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

NNLITE_INLINE const ElementTypeFacts& facts(ElementType type) {
    return element_types[static_cast<std::size_t>(type)];
}

NNLITE_INLINE std::optional<ElementType> find_element_type(
    std::string_view ElementTypeFacts::*names, std::string_view name) {
    for (std::size_t i = 0; i < element_types.size(); ++i) {
        if (!name.empty() && element_types[i].*names == name) {
            return static_cast<ElementType>(i);
        }
    }
    return {};
}

// A limit that keeps products of extents, and strides, from overflowing.
inline constexpr std::uint64_t most_elements = std::uint64_t{1} << 48;

NNLITE_INLINE std::optional<std::uint64_t> byte_count(const Shape& shape, ElementType type) {
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

NNLITE_INLINE float float_of_half(std::uint16_t bits) {
    const std::uint32_t sign = bits >> 15, exponent = bits >> 10 & 31U, mantissa = bits & 1023U;
    if (exponent == 0) { return float(mantissa) * (sign != 0 ? -0x1p-24F : 0x1p-24F); }
    const std::uint32_t wide = exponent == 31 ? 255 : exponent + 112;
    return std::bit_cast<float>(sign << 31 | wide << 23 | mantissa << 13);
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

}  // namespace nnlite::detail
