#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <string_view>
#include <utility>

#include "nnlite/autograd/dual.hpp"
#include "nnlite/autograd/map.hpp"
#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/kernels/reduce.hpp"
#include "nnlite/ops/index_list.hpp"
#include "nnlite/ops/reduce.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A reduction's shapes: `kept` has 1 where `result` has no axis.
struct ReducedShape {
    Shape kept, result;
    std::size_t count;  // how many elements are combined into one

    // No axes mean all of them.
    ReducedShape(std::string_view place, const Shape& shape, const IndexList& axes, bool keep_dims)
        : kept(shape), count(1) {
        Shape reduced(shape.size(), axes.empty() ? 1 : 0);
        for (const std::ptrdiff_t axis : axes) {
            reduced[normalize_axis(place, axis, shape.size())] = 1;
        }
        for (std::size_t axis = 0; axis < shape.size(); ++axis) {
            if (reduced[axis] != 0) {
                kept[axis] = 1;
                count *= shape[axis];
            }
            if (reduced[axis] == 0 || keep_dims) { result.push_back(kept[axis]); }
        }
    }

    void require_numbers(std::string_view place, const Shape& shape) const {
        if (count == 0 && element_count(kept) != 0) {
            fail<ValueError>(place, ": nothing to reduce in shape ", shape);
        }
    }
};

// dx = factor dy, repeated along the reduced axes.
template <class T>
struct SumGradient {
    Shape shape, kept;
    T factor;
    Tensor<T> operator()(const Tensor<T>& dy) const {
        return map<T>([c = factor](auto slope) { return slope * c; }, shape, reshaped(dy, kept));
    }
};

template <class T>
Variable<T> scaled_sum(const char* name, const Variable<T>& x, const ReducedShape& shape,
                       T factor) {
    Tensor<T> y = reduce_to_shape<kernels::SumOf>(x.value(), shape.kept);
    y.reshape(shape.result);
    if (factor != T(1)) {
        for (T& value : y) { value *= factor; }
    }
    return make_operation<T>(name, std::move(y), {x},
                             SumGradient<T>{x.shape(), shape.kept, factor});
}

// dx = dy divided evenly among the elements that equal y.
template <class T>
struct ExtremeGradient {
    Saved<T> x;
    Shape kept;
    Tensor<T> operator()(const Tensor<T>& dy, const Tensor<T>& y) const {
        const Shape& shape = x.value().shape();
        const Tensor<T> extreme = reshaped(y, kept);
        const auto is_extreme = [](auto v, auto e) { return where(v == e, decltype(v)(1), 0); };
        const Tensor<T> ties =
            reduce_to_shape<kernels::SumOf>(map<T>(is_extreme, shape, x.value(), extreme), kept);
        return map<T>(
            [](auto v, auto e, auto slope, auto n) { return where(v == e, slope / n, 0); }, shape,
            x.value(), extreme, reshaped(dy, kept), ties);
    }
};

template <class Op, class T>
Variable<T> extreme(const char* name, const Variable<T>& x, const IndexList& axes, bool keep_dims) {
    const ReducedShape shape(name, x.shape(), axes, keep_dims);
    shape.require_numbers(name, x.shape());
    Tensor<T> y = reshaped(reduce_to_shape<Op>(x.value(), shape.kept), shape.result);
    return make_operation<T>(name, std::move(y), {x}, ExtremeGradient<T>{Saved<T>(x), shape.kept});
}

// dx = dy 2 (x - mean) / divisor
template <class T>
struct VarGradient {
    Saved<T> x;
    Tensor<T> mean;
    T factor;
    Tensor<T> operator()(const Tensor<T>& dy) const {
        return map<T>([c = factor](auto v, auto m, auto slope) { return (v - m) * slope * c; },
                      x.value().shape(), x.value(), mean, reshaped(dy, mean.shape()));
    }
};

// dx = dy exp(x - y)
template <class T>
struct LogSumExpGradient {
    Saved<T> x;
    Shape kept;
    Tensor<T> operator()(const Tensor<T>& dy, const Tensor<T>& y) const {
        const auto share = [](auto v, auto total, auto slope) {
            // An element of -infinity gets no gradient, even if y is -infinity.
            const auto none = total == -std::numeric_limits<T>::infinity();
            return slope * exp(v - where(none, 0, total));
        };
        return map<T>(share, x.value().shape(), x.value(), reshaped(y, kept), reshaped(dy, kept));
    }
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> sum(const Variable<T>& x, const detail::IndexList& axes, bool keep_dims) {
    return detail::scaled_sum("sum", x, detail::ReducedShape("sum", x.shape(), axes, keep_dims),
                              T(1));
}

template <class T>
Variable<T> mean(const Variable<T>& x, const detail::IndexList& axes, bool keep_dims) {
    const detail::ReducedShape shape("mean", x.shape(), axes, keep_dims);
    shape.require_numbers("mean", x.shape());
    return detail::scaled_sum("mean", x, shape, T(1) / T(shape.count));
}

template <class T>
Variable<T> max(const Variable<T>& x, const detail::IndexList& axes, bool keep_dims) {
    return detail::extreme<kernels::MaxOf>("max", x, axes, keep_dims);
}

template <class T>
Variable<T> min(const Variable<T>& x, const detail::IndexList& axes, bool keep_dims) {
    return detail::extreme<kernels::MinOf>("min", x, axes, keep_dims);
}

template <class T>
Variable<T> var(const Variable<T>& x, const detail::IndexList& axes, detail::VarOptions options) {
    const detail::ReducedShape shape("var", x.shape(), axes, options.keep_dims);
    if (shape.count <= options.correction) {
        fail<ValueError>("var: expected more than ", options.correction, " elements, got ",
                         shape.count, " in shape ", x.shape());
    }
    Tensor<T> mean = detail::reduce_to_shape<kernels::SumOf>(x.value(), shape.kept);
    for (T& value : mean) { value /= T(shape.count); }
    const T scale = T(1) / T(shape.count - options.correction);
    const auto deviation = [scale](auto v, auto m) { return (v - m) * (v - m) * scale; };
    Tensor<T> y = detail::reduce_to_shape<kernels::SumOf>(
        detail::map<T>(deviation, x.shape(), x.value(), mean), shape.kept);
    y.reshape(shape.result);
    return make_operation<T>("var", std::move(y), {x},
                             detail::VarGradient<T>{Saved<T>(x), std::move(mean), 2 * scale});
}

template <class T>
Variable<T> logsumexp(const Variable<T>& x, const detail::IndexList& axes, bool keep_dims) {
    const detail::ReducedShape shape("logsumexp", x.shape(), axes, keep_dims);
    shape.require_numbers("logsumexp", x.shape());
    Tensor<T> largest = detail::reduce_to_shape<kernels::MaxOf>(x.value(), shape.kept);
    for (T& value : largest) { value = std::isinf(value) ? T(0) : value; }
    const auto shifted = [](auto v, auto m) { return exp(v - m); };
    Tensor<T> y = detail::reduce_to_shape<kernels::SumOf>(
        detail::map<T>(shifted, x.shape(), x.value(), largest), shape.kept);
    detail::map_into<T>([](auto total, auto m) { return log(total) + m; }, y.shape(), y.data(), y,
                        largest);
    y.reshape(shape.result);
    return make_operation<T>("logsumexp", std::move(y), {x},
                             detail::LogSumExpGradient<T>{Saved<T>(x), shape.kept});
}

}  // namespace nnlite
