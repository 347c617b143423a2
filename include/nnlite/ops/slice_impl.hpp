#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/count_of.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/ops/slice.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A slice along one axis: `count` rows of `inner` elements, the first at `begin` and `step` rows
// apart, in each of `outer` blocks of `extent` rows.
struct AxisRuns {
    std::size_t outer, extent, inner, begin, step, count;

    // f(position in the tensor, position in the slice, number of elements).
    template <class F>
    void for_each(F f) const {
        const std::size_t grain = 1 + 16384 / (1 + inner * count);
        parallel_for(outer, grain, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) {
                if (step == 1) {  // adjacent rows are copied together
                    f((i * extent + begin) * inner, i * count * inner, inner * count);
                    continue;
                }
                for (std::size_t j = 0; j < count; ++j) {
                    f((i * extent + begin + j * step) * inner, (i * count + j) * inner, inner);
                }
            }
        });
    }
    template <class T>
    void take(const T* all, T* chosen) const {
        for_each([&](std::size_t at, std::size_t to, std::size_t n) {
            std::copy_n(all + at, n, chosen + to);
        });
    }
    template <class T>
    void put(const T* chosen, T* all) const {
        for_each([&](std::size_t at, std::size_t to, std::size_t n) {
            std::copy_n(chosen + to, n, all + at);
        });
    }
};

template <class T>
struct SliceGradient {
    AxisRuns runs;
    Shape shape;
    Tensor<T> operator()(const Tensor<T>& dy) const {
        Tensor<T> dx = full_tensor(shape, T(0));
        runs.put(dy.data(), dx.data());
        return dx;
    }
};

template <class T>
struct PadGradient {
    AxisRuns runs;
    Shape shape;
    Tensor<T> operator()(const Tensor<T>& dy) const {
        auto dx = empty_tensor<T>(shape);
        runs.take(dy.data(), dx.data());
        return dx;
    }
};

NNLITE_INLINE AxisRuns runs_of_axis(const Shape& shape, std::size_t axis) {
    return {element_count(shape, 0, axis),
            shape[axis],
            element_count(shape, axis + 1, shape.size()),
            0,
            1,
            shape[axis]};
}

// Each block of the result is the inputs' blocks one after the other.
template <class T>
struct JoinGradient {
    std::size_t outer;
    void operator()(const Tensor<T>& dy, GradientSink<T>& sink) const {
        const std::size_t width = outer == 0 ? 0 : dy.size() / outer;
        std::size_t begin = 0;
        for (std::size_t i = 0; i < sink.size(); ++i) {
            const std::size_t own = outer == 0 ? 0 : element_count(sink.shape(i)) / outer;
            if (sink.needs(i)) {
                auto dx = empty_tensor<T>(sink.shape(i));
                take_columns(dy.data() + begin, width, own, dx.data());
                sink.add(i, std::move(dx));
            }
            begin += own;
        }
    }
    void take_columns(const T* from, std::size_t width, std::size_t own, T* to) const {
        for (std::size_t i = 0; i < outer; ++i) {
            std::copy_n(from + i * width, own, to + i * own);
        }
    }
};

template <class T>
Variable<T> join(const char* name, const Vector<Variable<T>>& inputs, const Shape& shape,
                 std::size_t outer) {
    auto y = empty_tensor<T>(shape);
    const std::size_t width = outer == 0 ? 0 : y.size() / outer;
    T* to = y.data();
    for (const auto& input : inputs) {
        const std::size_t own = outer == 0 ? 0 : input.size() / outer;
        for (std::size_t i = 0; i < outer; ++i) {
            std::copy_n(input.value().data() + i * own, own, to + i * width);
        }
        to += own;
    }
    Vector<std::shared_ptr<Node<T>>> nodes;
    nodes.reserve(inputs.size());
    for (const auto& input : inputs) { nodes.push_back(input.node()); }
    return record<T>(name, std::move(y), std::move(nodes), JoinGradient<T>{outer});
}

template <class T>
Variable<T> concatenate(const Vector<Variable<T>>& inputs, std::ptrdiff_t axis) {
    if (inputs.empty()) { fail<ValueError>("concatenate: expected at least one tensor"); }
    Shape shape = inputs[0].shape();
    const std::size_t at = normalize_axis("concatenate", axis, shape.size());
    shape[at] = 0;
    for (const auto& input : inputs) {
        Shape other = input.shape();
        if (other.size() == shape.size()) { other[at] = shape[at]; }
        if (other != shape) {
            fail<ShapeError>("concatenate: expected equal shapes except along axis ", at, ", got ",
                             inputs[0].shape(), " and ", input.shape());
        }
        shape[at] += input.shape()[at];
    }
    return join("concatenate", inputs, shape, element_count(shape, 0, at));
}

template <class T>
Variable<T> stack(const Vector<Variable<T>>& inputs, std::ptrdiff_t axis) {
    if (inputs.empty()) { fail<ValueError>("stack: expected at least one tensor"); }
    const Shape& first = inputs[0].shape();
    const std::size_t at = normalize_axis("stack", axis, first.size() + 1);
    for (const auto& input : inputs) {
        if (input.shape() != first) {
            fail<ShapeError>("stack: expected equal shapes, got ", first, " and ", input.shape());
        }
    }
    Shape shape = first;
    shape.insert(shape.begin() + std::ptrdiff_t(at), inputs.size());
    return join("stack", inputs, shape, element_count(first, 0, at));
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> slice(const Variable<T>& x, std::ptrdiff_t axis, std::ptrdiff_t begin,
                  std::ptrdiff_t end, std::ptrdiff_t step) {
    const std::size_t at = detail::normalize_axis("slice", axis, x.rank());
    const auto extent = static_cast<std::ptrdiff_t>(x.shape()[at]);
    const std::ptrdiff_t from = begin < 0 ? begin + extent : begin;
    const std::ptrdiff_t to = end == to_end ? extent : end < 0 ? end + extent : end;
    if (from < 0 || from > to || to > extent) {
        fail<ValueError>("slice: expected 0 <= begin <= end <= ", extent, ", got ", begin, " and ",
                         end == to_end ? extent : end);
    }
    if (step < 1) { fail<ValueError>("slice: expected a step of at least 1, got ", step); }
    detail::AxisRuns runs = detail::runs_of_axis(x.shape(), at);
    runs.begin = static_cast<std::size_t>(from);
    runs.step = static_cast<std::size_t>(step);
    runs.count = static_cast<std::size_t>(to == from ? 0 : (to - from - 1) / step + 1);
    Shape shape = x.shape();
    shape[at] = runs.count;
    auto y = empty_tensor<T>(shape);
    runs.take(x.value().data(), y.data());
    return make_operation<T>("slice", std::move(y), {x}, detail::SliceGradient<T>{runs, x.shape()});
}

template <class T>
Variable<T> pad(const Variable<T>& x, std::ptrdiff_t axis, std::size_t before, std::size_t after,
                std::type_identity_t<T> value) {
    const std::size_t at = detail::normalize_axis("pad", axis, x.rank());
    Shape shape = x.shape();
    shape[at] += detail::count_of("pad", "positions before", before) +
                 detail::count_of("pad", "positions after", after);
    detail::AxisRuns runs = detail::runs_of_axis(shape, at);
    runs.begin = before;
    runs.count = x.shape()[at];
    Tensor<T> y = full_tensor(shape, value);
    runs.put(x.value().data(), y.data());
    return make_operation<T>("pad", std::move(y), {x}, detail::PadGradient<T>{runs, x.shape()});
}

template <class T>
Variable<T> concatenate(std::initializer_list<Variable<T>> list, std::ptrdiff_t axis) {
    return detail::concatenate(detail::Vector<Variable<T>>(list), axis);
}

template <class T>
Variable<T> stack(std::initializer_list<Variable<T>> list, std::ptrdiff_t axis) {
    return detail::stack(detail::Vector<Variable<T>>(list), axis);
}

}  // namespace nnlite
