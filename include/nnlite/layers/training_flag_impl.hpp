#pragma once

#include "nnlite/core/inline.hpp"
#include "nnlite/layers/training_flag.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE TrainingMode::TrainingMode(bool training) : before_(detail::forced_mode) {
    detail::forced_mode = training ? detail::ForcedMode::training : detail::ForcedMode::evaluation;
}

namespace detail {

NNLITE_INLINE TrainingFlag::operator bool() const {  // NOLINT(google-explicit-constructor)
    if (forced_mode == ForcedMode::none) { return own_; }
    return forced_mode == ForcedMode::training;
}

}  // namespace detail

}  // namespace nnlite
