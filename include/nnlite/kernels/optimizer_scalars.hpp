#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "nnlite/core/abi.hpp"

// The scalars of one optimizer step: an optimizer's options, combined with all factors that depend
// on the step number; see kernels/optimizer_step.hpp.

namespace nnlite::inline NNLITE_ABI::kernels {

/// The penalty, which is added to a gradient: g + decay p + l1 sign(p), with sign(0) = 0.
template <class T>
struct Penalty {
    T decay = T(0);
    T l1 = T(0);
};

/// An epsilon that is added to the root of squares, at least the root of the smallest normal T:
/// with a smaller one a gradient of 0 would give 0 / 0, and one whose square underflows an infinite
/// step.
template <class T>
T root_epsilon(double epsilon) {
    return std::max(static_cast<T>(epsilon), std::sqrt(std::numeric_limits<T>::min()));
}

/// The scalars of SGD.
template <class T>
struct SGDScalars {
    Penalty<T> penalty;
    T learning_rate;
    T momentum;
    bool nesterov;
    T gradient_rate = T(1);
};

/// The scalars of Adam, combined with all factors that depend on the step number t, so that Adam
/// (both epsilon forms), AdamW and Nadam are one kernel.
template <class T>
struct AdamScalars {
    Penalty<T> penalty;
    T beta_1, rest_1;  // rest = 1 - beta
    T beta_2, rest_2;
    T shrink;         // decoupled weight decay: p is multiplied by it first
    T rate;           // of m
    T nesterov_rate;  // of g; 0 except for Nadam
    T epsilon;
};

/// The scalars of Adamax.
template <class T>
struct AdamaxScalars {
    Penalty<T> penalty;
    T beta_1, rest_1;
    T beta_2;
    T rate;
    T epsilon;
};

/// The scalars of RMSprop.
template <class T>
struct RMSpropScalars {
    Penalty<T> penalty;
    T alpha, rest;  // rest = 1 - alpha
    T learning_rate;
    T epsilon;
    T momentum;
    bool centered;
};

/// The scalars of Adagrad.
template <class T>
struct AdagradScalars {
    Penalty<T> penalty;
    T rate;
    T epsilon;
};

}  // namespace nnlite::kernels
