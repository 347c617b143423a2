#pragma once

#include <cstddef>
#include <initializer_list>
#include <limits>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/kernels/permute.hpp"
#include "nnlite/ops/index_list.hpp"
#include "nnlite/ops/reshape.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
struct ReshapeGradient {
    Shape shape;
    Tensor<T> operator()(const Tensor<T>& dy) const {
        Tensor<T> dx = dy;
        dx.reshape(shape);
        return dx;
    }
};

template <class T>
Variable<T> with_shape(const char* name, const Variable<T>& x, const Shape& shape) {
    Tensor<T> y = x.value();
    y.reshape(shape);
    return make_operation<T>(name, std::move(y), {x}, ReshapeGradient<T>{x.shape()});
}

template <class T>
Tensor<T> permuted(const Tensor<T>& x, const Shape& permutation) {
    Shape shape;
    for (const std::size_t axis : permutation) { shape.push_back(x.shape()[axis]); }
    auto y = empty_tensor<T>(shape);
    kernels::permute(x.shape(), permutation, x.data(), y.data());
    return y;
}

template <class T>
struct TransposeGradient {
    Shape inverse;
    Tensor<T> operator()(const Tensor<T>& dy) const { return permuted(dy, inverse); }
};

template <class T>
Variable<T> permuted(const char* name, const Variable<T>& x, const Shape& permutation) {
    Shape inverse(permutation.size());
    for (std::size_t i = 0; i < permutation.size(); ++i) { inverse[permutation[i]] = i; }
    return make_operation<T>(name, permuted(x.value(), permutation), {x},
                             TransposeGradient<T>{inverse});
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> reshape(const Variable<T>& x, const detail::IndexList& extents) {
    Shape shape;
    std::size_t known = 1, open = extents.size();
    bool valid = true;
    for (std::size_t axis = 0; axis < extents.size(); ++axis) {
        if (extents[axis] < 0) {
            valid = valid && extents[axis] == -1 && open == extents.size();
            open = axis;
        } else {
            const auto extent = static_cast<std::size_t>(extents[axis]);
            valid = !__builtin_mul_overflow(known, extent, &known) && valid;
        }
        shape.push_back(static_cast<std::size_t>(extents[axis]));
    }
    if (valid && open < shape.size()) {
        valid = known != 0 && x.size() % known == 0;
        shape[open] = valid ? x.size() / known : 0;
    }
    if (!valid || detail::element_count(shape) != x.size()) {
        fail<ShapeError>("reshape: shape ", x.shape(), " does not fit into ", extents.text());
    }
    return detail::with_shape("reshape", x, shape);
}

template <class T>
Variable<T> flatten(const Variable<T>& x, std::ptrdiff_t from) {
    Shape shape;
    if (x.rank() > 0 || from != 0) {
        const std::size_t first = detail::normalize_axis("flatten", from, x.rank());
        shape.assign(x.shape().begin(), x.shape().begin() + std::ptrdiff_t(first));
        shape.push_back(detail::element_count(x.shape(), first, x.rank()));
    } else {
        shape.push_back(1);
    }
    return detail::with_shape("flatten", x, shape);
}

template <class T>
Variable<T> transpose(const Variable<T>& x, const detail::IndexList& permutation) {
    const std::size_t rank = x.rank();
    Shape order, times(rank, 0);
    for (std::size_t i = 0; i < rank && permutation.empty(); ++i) { order.push_back(rank - 1 - i); }
    for (const std::ptrdiff_t axis : permutation) {
        order.push_back(detail::normalize_axis("transpose", axis, rank));
        times[order.back()] += 1;
    }
    const bool twice = !permutation.empty() && times != Shape(rank, 1);
    if (order.size() != rank || twice) {
        fail<ShapeError>("transpose: expected each of ", rank, " axes once, got ",
                         permutation.text());
    }
    return detail::permuted("transpose", x, order);
}

template <class T>
Variable<T> swap_axes(const Variable<T>& x, std::ptrdiff_t a, std::ptrdiff_t b) {
    Shape order;
    for (std::size_t i = 0; i < x.rank(); ++i) { order.push_back(i); }
    std::swap(order[detail::normalize_axis("swap_axes", a, x.rank())],
              order[detail::normalize_axis("swap_axes", b, x.rank())]);
    return detail::permuted("swap_axes", x, order);
}

template <class T>
Variable<T> squeeze(const Variable<T>& x, std::ptrdiff_t axis) {
    const std::size_t at = detail::normalize_axis("squeeze", axis, x.rank());
    if (x.shape()[at] != 1) {
        fail<ShapeError>("squeeze: expected extent 1 at axis ", at, ", got shape ", x.shape());
    }
    Shape shape;
    for (std::size_t i = 0; i < x.rank(); ++i) {
        if (i != at) { shape.push_back(x.shape()[i]); }
    }
    return detail::with_shape("squeeze", x, shape);
}

template <class T>
Variable<T> expand_dims(const Variable<T>& x, std::ptrdiff_t axis) {
    const std::size_t at = detail::normalize_axis("expand_dims", axis, x.rank() + 1);
    Shape shape;
    for (std::size_t i = 0; i <= x.rank(); ++i) {
        if (i == at) { shape.push_back(1); }
        if (i < x.rank()) { shape.push_back(x.shape()[i]); }
    }
    return detail::with_shape("expand_dims", x, shape);
}

}  // namespace nnlite
