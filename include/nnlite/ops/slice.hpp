#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <limits>

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

template <class T>
Variable<T> join(const char* name, const Vector<Variable<T>>& inputs, const Shape& shape,
                 std::size_t outer);

template <class T>
Variable<T> concatenate(const Vector<Variable<T>>& inputs, std::ptrdiff_t axis);

template <class T>
Variable<T> stack(const Vector<Variable<T>>& inputs, std::ptrdiff_t axis);

template <class List>
using ScalarOfList = typename List::value_type::value_type;

}  // namespace detail

/// The `end` of a slice() that goes to the end of the axis.
inline constexpr std::ptrdiff_t to_end = std::numeric_limits<std::ptrdiff_t>::max();

/// x[begin], x[begin + step], ... before `end`, along one axis; negative begin and end count from
/// the back.
/// Shapes: [..., n, ...] -> [..., ceil((end - begin) / step), ...].
/// Throws: ShapeError if there is no such axis; ValueError unless 0 <= begin <= end <= n, step
/// >= 1.
/// Elsewhere: torch.narrow; keras.ops.slice.
template <class T>
Variable<T> slice(const Variable<T>& x, std::ptrdiff_t axis, std::ptrdiff_t begin,
                  std::ptrdiff_t end = to_end, std::ptrdiff_t step = 1);

/// x padded with `before` and `after` positions of `value` along one axis.
/// Shapes: [..., n, ...] -> [..., before + n + after, ...].
/// Throws: ShapeError if there is no such axis; ValueError on negative amounts.
/// Elsewhere: torch.nn.functional.pad; keras.ops.pad.
template <class T>
Variable<T> pad(const Variable<T>& x, std::ptrdiff_t axis, std::size_t before, std::size_t after,
                std::type_identity_t<T> value = T(0));

/// Concatenates tensors along an existing axis: concatenate({a, b}, 1), or any list of Variables.
/// Shapes: [..., n1, ...], [..., n2, ...], ... -> [..., n1 + n2 + ..., ...].
/// Throws: ValueError if the list is empty; ShapeError if there is no such axis or other extents
/// differ.
/// Elsewhere: torch.cat; keras.ops.concatenate.
template <class T>
Variable<T> concatenate(std::initializer_list<Variable<T>> list, std::ptrdiff_t axis = 0);
template <class List>
requires requires { typename detail::ScalarOfList<List>; }
auto concatenate(const List& list, std::ptrdiff_t axis = 0) {
    using T = detail::ScalarOfList<List>;
    return detail::concatenate(detail::Vector<Variable<T>>(std::begin(list), std::end(list)), axis);
}

/// Joins tensors of one shape along a new axis, which is the result's axis `axis`.
/// Shapes: k times [a, b] -> [k, a, b] for axis = 0, [a, b, k] for axis = -1.
/// Throws: ValueError if the list is empty; ShapeError if the shapes differ or the result has no
/// such axis.
/// Elsewhere: torch.stack; keras.ops.stack.
template <class T>
Variable<T> stack(std::initializer_list<Variable<T>> list, std::ptrdiff_t axis = 0);
template <class List>
requires requires { typename detail::ScalarOfList<List>; }
auto stack(const List& list, std::ptrdiff_t axis = 0) {
    using T = detail::ScalarOfList<List>;
    return detail::stack(detail::Vector<Variable<T>>(std::begin(list), std::end(list)), axis);
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/slice_impl.hpp"
#endif
