#pragma once

#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "nnlite/core/tensor.hpp"

namespace nnlite {

/// A tensor's shape does not fit.
struct ShapeError : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

/// A value is outside what the function accepts.
struct ValueError : std::domain_error {
    using std::domain_error::domain_error;
};

/// A file is missing, damaged or of another kind.
struct FileError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// backward() cannot give right gradients: the graph is gone or a needed value was changed.
struct GradientError : std::logic_error {
    using std::logic_error::logic_error;
};

namespace detail {

inline void append(std::string& text, std::string_view part) { text += part; }

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

inline void append(std::string& text, const Shape& shape) {
    text += '[';
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        if (axis > 0) { text += ", "; }
        append(text, shape[axis]);
    }
    text += ']';
}

}  // namespace detail

/// Joins strings, numbers and shapes to one text; a shape reads "[32, 28, 28, 1]".
template <class... Part>
std::string text_of(const Part&... parts) {
    std::string text;
    (detail::append(text, parts), ...);
    return text;
}

/// Throws an `Error` whose message is the parts joined: place, wanted, got.
template <class Error, class... Part>
[[noreturn]] void fail(const Part&... parts) {
    throw Error(text_of(parts...));
}

}  // namespace nnlite
