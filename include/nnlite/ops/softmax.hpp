#pragma once

#include <cstddef>

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

/// exp(x) / sum(exp(x)) over one axis, without overflow.
/// Shapes: any -> the same.
/// Ranges: finite x, or -infinity for a probability of 0; if all are -infinity, the result is NaN.
/// Throws: ShapeError if there is no such axis.
/// Elsewhere: torch.nn.functional.softmax; keras.activations.softmax.
template <class T>
Variable<T> softmax(const Variable<T>& x, std::ptrdiff_t axis = -1);

/// log(softmax(x)) = x - log(sum(exp(x))) over one axis, accurate where softmax underflows.
/// Shapes, ranges, errors: as for softmax.
/// Elsewhere: torch.nn.functional.log_softmax; keras.activations.log_softmax.
template <class T>
Variable<T> log_softmax(const Variable<T>& x, std::ptrdiff_t axis = -1);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/softmax_impl.hpp"
#endif
