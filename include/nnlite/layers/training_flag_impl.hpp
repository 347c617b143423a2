#pragma once

#include "nnlite/core/inline.hpp"
#include "nnlite/layers/training_flag.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE TrainingMode::TrainingMode(bool training) : before_(detail::forced_mode) {
    detail::forced_mode = training ? detail::ForcedMode::training : detail::ForcedMode::evaluation;
}

NNLITE_INLINE TrainingFlag::operator bool() const {  // NOLINT(google-explicit-constructor)
    if (detail::forced_mode == detail::ForcedMode::none) { return own_; }
    return detail::forced_mode == detail::ForcedMode::training;
}

}  // namespace nnlite
