#pragma once

#include <cstddef>
#include <string>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/ops/index_list.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE std::string IndexList::text() const {
    std::string text;
    for (const std::ptrdiff_t value : values_) {
        text += (text.empty() ? "[" : ", ") + text_of(value);
    }
    return text.empty() ? "[]" : text + "]";
}

}  // namespace nnlite::detail
