#pragma once

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/initializer.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE void Initializer::check() const {
    const char* const place = "Initializer";
    detail::require_in_range(place,
                             kind_ == Kind::uniform  ? "low"
                             : kind_ == Kind::normal ? "mean"
                                                     : "value",
                             a_, Range::finite());
    detail::require_in_range(place, kind_ == Kind::uniform ? "high" : "deviation", b_,
                             kind_ == Kind::uniform ? Range::at_least(a_) : Range::not_negative());
}

}  // namespace nnlite
