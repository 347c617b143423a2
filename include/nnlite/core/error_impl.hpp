#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void append(std::string& text, const Shape& shape) {
    text += '[';
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        if (axis > 0) { text += ", "; }
        append(text, shape[axis]);
    }
    text += ']';
}

NNLITE_INLINE std::string joined(std::initializer_list<TextPart> parts) {
    std::string text;
    for (const TextPart& part : parts) {
        if (part.append_to != nullptr) {
            part.append_to(text, part.value);
        } else {
            text.append(static_cast<const char*>(part.value), part.size);
        }
    }
    return text;
}

}  // namespace nnlite::detail
