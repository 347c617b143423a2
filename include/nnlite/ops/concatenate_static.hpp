#pragma once

#include <type_traits>

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Appends static covariates, which do not change with time, to the features of each time step.
/// Shapes: x [batch, time, features], covariates [batch, static] -> [batch, time, features +
/// static].
/// Throws: ShapeError if they do not fit.
template <class T>
Variable<T> concatenate_static(const Variable<T>& x,
                               const std::type_identity_t<Variable<T>>& covariates);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/concatenate_static_impl.hpp"
#endif
