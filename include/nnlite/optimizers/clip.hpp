#pragma once

#include <vector>

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Scales all gradients by one factor so that their joint norm sqrt(sum g^2) is at most max_norm,
/// and returns the norm before. Parameters without a gradient are skipped. A gradient that is not
/// finite makes all of them not finite, as in PyTorch: check the result.
/// Throws: ValueError if max_norm <= 0.
/// Source: Pascanu, Mikolov and Bengio 2013, algorithm 1, as torch.nn.utils.clip_grad_norm_ (the
/// scale is max_norm / (norm + 1e-6)).
/// Elsewhere: torch.nn.utils.clip_grad_norm_; keras.optimizers.Adam(global_clipnorm=...).
template <class T>
double clip_gradient_norm(const std::vector<Variable<T>>& parameters, double max_norm);

/// Limits every gradient to [-limit, limit]; NaN stays NaN.
/// Throws: ValueError if limit <= 0.
/// Source: torch.nn.utils.clip_grad_value_.
/// Elsewhere: torch.nn.utils.clip_grad_value_; keras.optimizers.Adam(clipvalue=...).
template <class T>
void clip_gradient_value(const std::vector<Variable<T>>& parameters, double limit);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/optimizers/clip_impl.hpp"
#endif
