#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "nnlite/core/parallel.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/kernels/reduce.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The loops over n row-major inputs that fill a result of a broadcast shape. Axes with the same
// strides for all inputs are joined, so the usual cases are one or two loops.
template <std::size_t n>
struct BroadcastLoop {
    Shape extents;                 // of the joined axes, outermost first; at least one
    std::array<Shape, n> strides;  // of each input along them, 0 where it is repeated

    BroadcastLoop(const Shape& result, const std::array<const Shape*, n>& inputs) {
        std::array<std::size_t, n> step{};  // stride of the next axis if the input is not repeated
        step.fill(1);
        Shape back_extents;
        std::array<Shape, n> back_strides;
        for (std::size_t back = 1; back <= result.size(); ++back) {
            const std::size_t extent = result[result.size() - back];
            if (extent == 1) { continue; }
            std::array<std::size_t, n> stride{};
            bool joined = !back_extents.empty();
            for (std::size_t i = 0; i < n; ++i) {
                const Shape& shape = *inputs[i];
                const bool own = back <= shape.size() && shape[shape.size() - back] != 1;
                stride[i] = own ? step[i] : 0;
                if (own) { step[i] *= extent; }
                joined = joined && stride[i] == back_strides[i].back() * back_extents.back();
            }
            if (joined) {
                back_extents.back() *= extent;
                continue;
            }
            back_extents.push_back(extent);
            for (std::size_t i = 0; i < n; ++i) { back_strides[i].push_back(stride[i]); }
        }
        if (back_extents.empty()) {
            back_extents.push_back(1);
            for (auto& stride : back_strides) { stride.push_back(0); }
        }
        extents.assign(back_extents.rbegin(), back_extents.rend());
        for (std::size_t i = 0; i < n; ++i) {
            strides[i].assign(back_strides[i].rbegin(), back_strides[i].rend());
        }
    }

    // Where outer row `row` begins in each input.
    std::array<std::size_t, n> offsets(std::size_t row) const {
        std::array<std::size_t, n> result{};
        for (std::size_t axis = extents.size() - 1; axis-- > 0;) {
            const std::size_t position = row % extents[axis];
            row /= extents[axis];
            for (std::size_t i = 0; i < n; ++i) { result[i] += position * strides[i][axis]; }
        }
        return result;
    }
};

inline constexpr std::size_t map_chunk = 1 << 13;

// out[0, count) = f(inputs), each input stepping (1) or repeated (0); `formula` is f.
template <class T, std::size_t n>
using MapRun = void(const void* formula, std::size_t count, T* out, std::array<const T*, n> x,
                    const std::array<bool, n>& steps);

// How a formula computes an element of the result: here directly.
struct ValueOf {
    template <class F, class... P>
    auto operator()(const F& f, P... x) const {
        return f(x...);
    }
};

// The code that each formula compiles, once: formulas take most of the compile time. A repeated
// input is a pack of equal values with stride 0.
template <class T, class F, std::size_t n, class How = ValueOf>
void map_run(const void* formula, std::size_t count, T* out, std::array<const T*, n> x,
             const std::array<bool, n>& steps) {
    constexpr std::size_t width = Pack<T>::width;
    const F& f = *static_cast<const F*>(formula);
    T repeated[n][width];
    std::array<std::size_t, n> stepping;  // all bits, or none
    for (std::size_t k = 0; k < n; ++k) {
        stepping[k] = steps[k] ? ~std::size_t{0} : 0;
        if (steps[k]) { continue; }
        Pack<T>(*x[k]).store(repeated[k]);
        x[k] = repeated[k];
    }
    // Lanes beyond the end repeat the first element, so they raise no other floating-point
    // exceptions.
    const auto take = [](const T* from, std::size_t part) { return load(from, part, *from); };
    [&]<std::size_t... k>(std::index_sequence<k...>) {
        for (std::size_t i = 0; i < count; i += width) {
            const std::size_t part = std::min(width, count - i);
            store(out + i, part, Pack<T>(How{}(f, take(x[k] + (i & stepping[k]), part)...)));
        }
    }
    (std::make_index_sequence<n>{});
}

// out[shape] = run of all inputs, which broadcast to the shape.
template <class T, std::size_t n>
void map_runs(MapRun<T, n>* run, const void* formula, const Shape& shape, T* out,
              const std::array<const Tensor<T>*, n>& x) {
    const std::size_t size = element_count(shape);
    if (size == 0) { return; }
    std::array<const Shape*, n> shapes;
    std::array<const T*, n> base;
    for (std::size_t i = 0; i < n; ++i) {
        shapes[i] = &x[i]->shape();
        base[i] = x[i]->data();
    }
    const BroadcastLoop<n> loop(shape, shapes);
    const std::size_t inner = loop.extents.back();
    std::array<bool, n> steps{};
    for (std::size_t i = 0; i < n; ++i) { steps[i] = loop.strides[i].back() != 0; }
    if (loop.extents.size() == 1) {
        parallel_for(inner, map_chunk, [&](std::size_t begin, std::size_t end) {
            std::array<const T*, n> from = base;
            for (std::size_t i = 0; i < n; ++i) { from[i] += steps[i] ? begin : 0; }
            run(formula, end - begin, out + begin, from, steps);
        });
        return;
    }
    parallel_for(size / inner, 1 + map_chunk / inner, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            const auto offset = loop.offsets(row);
            std::array<const T*, n> from = base;
            for (std::size_t i = 0; i < n; ++i) { from[i] += offset[i]; }
            run(formula, inner, out + row * inner, from, steps);
        }
    });
}

// out = f(x...) over a result of the given shape, to which every input broadcasts.
template <class T, class F, class... X>
void map_into(const F& f, const Shape& shape, T* out, const X&... x) {
    map_runs<T, sizeof...(X)>(map_run<T, F, sizeof...(X)>, &f, shape, out, {&x...});
}

/// f(x...) as a new tensor of the given shape.
template <class T, class F, class... X>
Tensor<T> map(const F& f, const Shape& shape, const X&... x) {
    Tensor<T> out = empty_tensor<T>(shape);
    map_into<T>(f, shape, out.data(), x...);
    return out;
}

template <class T>
Tensor<T> broadcast_to(const Tensor<T>& x, const Shape& shape) {
    return map<T>([](auto value) { return value; }, shape, x);
}

template <class T>
void add_to(Tensor<T>& sum, const Tensor<T>& x) {
    nnlite::kernels::add_to(x.size(), x.data(), sum.data());
}

// x reduced by Op over the axes where `kept`, of the same rank, has 1.
template <class Op, class T>
Tensor<T> reduce_to_shape(const Tensor<T>& x, const Shape& kept) {
    const T* from = x.data();
    Tensor<T> result;
    Shape current = x.shape();
    const auto is_reduced = [&](std::size_t axis) { return kept[axis] != x.shape()[axis]; };
    for (std::size_t axis = 0; axis < kept.size(); ++axis) {
        if (!is_reduced(axis)) { continue; }
        std::size_t end = axis;  // past consecutive reduced axes; extents of 1 may be between them
        for (std::size_t a = axis; a < kept.size() && (is_reduced(a) || kept[a] == 1); ++a) {
            end = a + 1;
        }
        const std::size_t outer = element_count(current, 0, axis);
        const std::size_t extent = element_count(current, axis, end);
        const std::size_t inner = element_count(current, end, current.size());
        std::fill(current.begin() + std::ptrdiff_t(axis), current.begin() + std::ptrdiff_t(end), 1);
        Tensor<T> next = empty_tensor<T>(current);
        kernels::reduce<Op>(outer, extent, inner, from, next.data());
        result = std::move(next);
        from = result.data();
        axis = end - 1;
    }
    return from == x.data() ? x : result;
}

// x summed over the axes along which `shape` was broadcast to x's shape.
template <class T>
Tensor<T> sum_to_shape(const Tensor<T>& x, const Shape& shape) {
    Shape kept(x.dimension(), 1);
    std::copy(shape.begin(), shape.end(), kept.end() - std::ptrdiff_t(shape.size()));
    Tensor<T> result = reduce_to_shape<kernels::SumOf>(x, kept);
    result.reshape(shape);
    return result;
}

}  // namespace nnlite::detail
