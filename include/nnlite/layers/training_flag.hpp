#pragma once

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {
enum class ForcedMode : unsigned char { none, evaluation, training };
inline thread_local ForcedMode forced_mode = ForcedMode::none;
}  // namespace detail

/// While it lives, all layers that this thread runs are in training mode (true) or in evaluation
/// mode (false), whatever their own flags, which do not change. The innermost one counts.
class TrainingMode {
   public:
    explicit TrainingMode(bool training);
    ~TrainingMode() { detail::forced_mode = before_; }
    TrainingMode(const TrainingMode&) = delete;
    TrainingMode& operator=(const TrainingMode&) = delete;

   private:
    detail::ForcedMode before_;
};

namespace detail {

// A bool that gives way to a TrainingMode of the thread that reads it.
class TrainingFlag {
   public:
    TrainingFlag(bool training) : own_(training) {}  // NOLINT(google-explicit-constructor)
    operator bool() const;

   private:
    bool own_;
};

}  // namespace detail

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/training_flag_impl.hpp"
#endif
