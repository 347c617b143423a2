#pragma once

#include <charconv>
#include <cstddef>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// A tensor's shape does not fit.
struct ShapeError : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

/// A value is not accepted by the function.
struct ValueError : std::domain_error {
    using std::domain_error::domain_error;
};

/// A file is missing, damaged or of another kind.
struct FileError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// backward() cannot compute correct gradients: the graph was freed or a needed value was changed.
struct GradientError : std::logic_error {
    using std::logic_error::logic_error;
};

namespace detail {

template <class N>
requires std::is_arithmetic_v<N>
void append(std::string& text, N number) {
    if constexpr (std::is_same_v<N, bool>) {
        text += number ? "true" : "false";
    } else if constexpr (std::is_same_v<N, char>) {
        text += number;
    } else {
        char digits[40];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        text.append(digits, end);
    }
}

void append(std::string& text, const Shape& shape);

// A part of a text, with its type erased: a thousand messages would be as many instantiations.
struct TextPart {
    const void* value;
    std::size_t size = 0;  // of characters
    void (*append_to)(std::string&, const void*) = nullptr;

    template <class P>
    TextPart(const P& part) : value(&part) {  // NOLINT(google-explicit-constructor)
        if constexpr (std::is_convertible_v<const P&, std::string_view>) {
            const std::string_view text(part);
            value = text.data();
            size = text.size();
        } else {
            append_to = [](std::string& text, const void* object) {
                append(text, *static_cast<const P*>(object));
            };
        }
    }
};

std::string joined(std::initializer_list<TextPart> parts);

template <class Error>
[[noreturn, gnu::cold]] void fail_with(std::initializer_list<TextPart> parts) {
    throw Error(joined(parts));
}

}  // namespace detail

/// Joins strings, numbers and shapes to one text; a shape reads "[32, 28, 28, 1]".
template <class... Part>
std::string text_of(const Part&... parts) {
    return detail::joined({detail::TextPart(parts)...});
}

/// Throws an `Error` whose message is the joined parts: place, expected, got.
template <class Error, class... Part>
[[noreturn, gnu::cold]] void fail(const Part&... parts) {
    detail::fail_with<Error>({detail::TextPart(parts)...});
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/core/error_impl.hpp"
#endif
