#pragma once

#include <cstddef>
#include <optional>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/array_parameter.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The rows of a table selected by the indices: y[i...] = table[indices[i...]] (an embedding). A
/// row used more than once gets the sum of its gradients, the row `padding_idx` none.
/// Shapes: table [rows, ...], indices [any] -> [any, ...].
/// Throws: ShapeError if the table is a scalar; ValueError if an index is not a row.
/// Elsewhere: torch.nn.functional.embedding; keras.ops.take.
template <class T>
Variable<T> gather(const Variable<T>& table, const detail::LabelsParameter& given,
                   std::optional<std::size_t> padding_idx = {});

/// Selects one element of the last axis for each position of the axes before it: y[i...] = x[i...,
/// indices[i...]].
/// Shapes: x [..., n], indices [...] -> [...].
/// Throws: ShapeError if the indices' shape is not x's without the last axis; ValueError if an
/// index is not from 0 to n - 1.
/// Elsewhere: torch.take_along_dim; keras.ops.take_along_axis.
template <class T>
Variable<T> take_along(const Variable<T>& x, const detail::LabelsParameter& given);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/gather_impl.hpp"
#endif
