#pragma once

#include <string_view>

#include "nnlite/core/error.hpp"

// Ranges of options; NaN is in none of them.

namespace nnlite::detail {

inline void require_not_negative(std::string_view place, std::string_view name, double value) {
    if (!(value >= 0)) { fail<ValueError>(place, ": expected ", name, " >= 0, got ", value); }
}
// In [0, 1): a share that is kept from step to step.
inline void require_share(std::string_view place, std::string_view name, double value) {
    if (!(value >= 0 && value < 1)) {
        fail<ValueError>(place, ": expected ", name, " in [0, 1), got ", value);
    }
}
inline void require_positive(std::string_view place, std::string_view name, double value) {
    if (!(value > 0)) { fail<ValueError>(place, ": expected ", name, " > 0, got ", value); }
}

}  // namespace nnlite::detail
