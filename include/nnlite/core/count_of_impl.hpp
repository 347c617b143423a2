#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "nnlite/core/count_of.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE std::size_t count_of(std::string_view place, std::string_view what,
                                   std::size_t number) {
    if (number >> 31 != 0) {
        fail<ValueError>(place, ": expected 0 to 2147483647 ", what, ", got ",
                         static_cast<std::ptrdiff_t>(number));
    }
    return number;
}

NNLITE_INLINE std::optional<std::size_t> count_of(std::string_view place, std::string_view what,
                                                  std::optional<std::size_t> number) {
    return number ? count_of(place, what, *number) : number;
}

}  // namespace nnlite::detail
