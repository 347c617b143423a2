#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/fields/fields.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE std::string Range::text_for(std::string_view name,
                                          std::optional<std::size_t> position) const {
    const std::string item = position ? text_of(name, '[', *position, ']') : std::string(name);
    if (std::isfinite(high)) {
        return text_of(item, " in ", above_low ? '(' : '[', low, ", ", high,
                       below_high ? ')' : ']');
    }
    if (!std::isfinite(low)) { return text_of("a finite ", item); }
    return text_of(item, above_low ? " > " : " >= ", low);
}

}  // namespace nnlite
