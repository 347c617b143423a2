#pragma once

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

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// The types of numbers that tensor files have.
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

}  // namespace detail

/// What a read does with numbers that the wanted type does not have.
struct ReadOptions {
    bool allow_rounding = false;  ///< to floating point: round; false: an error
};

namespace detail {

static_assert(std::endian::native == std::endian::little, "tensor files are little-endian");

struct ElementTypeFacts {
    std::string_view safetensors, npy;  // npy without byte order; "": it has none
    std::size_t bytes;
};

const ElementTypeFacts& facts(ElementType type);

std::optional<ElementType> find_element_type(std::string_view ElementTypeFacts::*names,
                                             std::string_view name);

// The element types that can be written and read.
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

inline constexpr std::size_t most_axes = 64;

// The number of bytes of a tensor of this shape; none if there are too many.
std::optional<std::uint64_t> byte_count(const Shape& shape, ElementType type);

// Converts values of a file to T. Returns the text of the first value that T cannot hold.
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
                                            std::size_t count, T* to, bool rounding);

// The type's name in safetensors files, such as "F32".
inline std::string_view type_name(ElementType type) { return facts(type).safetensors; }

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/serialization/element_type_impl.hpp"
#endif
