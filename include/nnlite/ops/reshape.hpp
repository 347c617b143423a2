#pragma once

#include <cstddef>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/ops/index_list.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The same elements, row by row, in another shape; one extent may be -1 and is computed from the
/// others.
/// Throws: ShapeError if the number of elements differs or more than one extent is negative.
/// Elsewhere: torch.reshape; keras.ops.reshape.
template <class T>
Variable<T> reshape(const Variable<T>& x, const detail::IndexList& extents);

/// Joins the axes from `from` on to one.
/// Shapes: [a, b, c] -> [a, b c] for from = 1.
/// Throws: ShapeError if there is no such axis.
/// Elsewhere: torch.flatten.
template <class T>
Variable<T> flatten(const Variable<T>& x, std::ptrdiff_t from = 0);

/// x with its axes reordered: the result's axis i is x's axis permutation[i]; none given, all axes
/// are reversed.
/// Throws: ShapeError if the permutation does not contain each axis once.
/// Elsewhere: torch.permute; keras.ops.transpose.
template <class T>
Variable<T> transpose(const Variable<T>& x, const detail::IndexList& permutation = {});

/// x with two axes exchanged, by default the last two.
/// Throws: ShapeError if there is no such axis.
/// Elsewhere: torch.swapaxes; keras.ops.swapaxes.
template <class T>
Variable<T> swap_axes(const Variable<T>& x, std::ptrdiff_t a = -2, std::ptrdiff_t b = -1);

/// x without an axis of extent 1.
/// Throws: ShapeError if there is no such axis or its extent is not 1.
/// Elsewhere: torch.squeeze; keras.ops.squeeze.
template <class T>
Variable<T> squeeze(const Variable<T>& x, std::ptrdiff_t axis);

/// x with an inserted axis of extent 1, which is the result's axis `axis`.
/// Throws: ShapeError if the result has no such axis.
/// Elsewhere: torch.unsqueeze; keras.ops.expand_dims.
template <class T>
Variable<T> expand_dims(const Variable<T>& x, std::ptrdiff_t axis);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/reshape_impl.hpp"
#endif
