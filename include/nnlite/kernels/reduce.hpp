#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// y[count] += x[count].
template <class T>
void add_to(std::size_t count, const T* x, T* y) {
    parallel_for(count, 1 << 15, [&](std::size_t begin, std::size_t end) {
        for_packs<T>(end - begin, [&](std::size_t i, std::size_t part) {
            T* to = y + begin + i;
            store(to, part, load(to, part) + load(x + begin + i, part));
        });
    });
}

/// The operations of reduce(), with their neutral elements.
struct SumOf {
    template <class T>
    static constexpr T start = T(0);
    template <class V>
    V operator()(V a, V b) const {
        return a + b;
    }
};
/// The larger; the neutral element is -infinity.
struct MaxOf {
    template <class T>
    static constexpr T start = -std::numeric_limits<T>::infinity();
    template <class T>
    Pack<T> operator()(Pack<T> a, Pack<T> b) const {
        return max(a, b);
    }
    template <class T>
    T operator()(T a, T b) const {
        return a > b || a != a ? a : b;
    }
};
/// The smaller; the neutral element is infinity.
struct MinOf {
    template <class T>
    static constexpr T start = std::numeric_limits<T>::infinity();
    template <class T>
    Pack<T> operator()(Pack<T> a, Pack<T> b) const {
        return min(a, b);
    }
    template <class T>
    T operator()(T a, T b) const {
        return a < b || a != a ? a : b;
    }
};

}  // namespace nnlite::kernels

namespace nnlite::inline NNLITE_ABI::detail {

inline constexpr std::size_t reduce_chunk = 1 << 14;

// Reduces consecutive elements, in four interleaved packs.
template <class Op, class T>
T reduce_run(std::size_t count, const T* x) {
    constexpr std::size_t width = Pack<T>::width;
    constexpr T start = Op::template start<T>;
    const Op op;
    Pack<T> total[4] = {Pack<T>(start), Pack<T>(start), Pack<T>(start), Pack<T>(start)};
    std::size_t i = 0;
    for (; i + 4 * width <= count; i += 4 * width) {
#pragma GCC unroll 4
        for (std::size_t p = 0; p < 4; ++p) {
            total[p] = op(total[p], Pack<T>::load(x + i + p * width));
        }
    }
    for_packs<T>(count - i, [&](std::size_t j, std::size_t part) {
        total[0] = op(total[0], load(x + i + j, part, start));
    });
    T numbers[width];
    op(op(total[0], total[1]), op(total[2], total[3])).store(numbers);
    for (std::size_t half = width / 2; half > 0; half /= 2) {
        for (std::size_t j = 0; j < half; ++j) { numbers[j] = op(numbers[j], numbers[j + half]); }
    }
    return numbers[0];
}

// The same for many elements: fixed chunks in parallel, combined in order.
template <class Op, class T>
T reduce_long_run(std::size_t count, const T* x) {
    if (count <= reduce_chunk) { return reduce_run<Op>(count, x); }
    Vector<T> partial((count + reduce_chunk - 1) / reduce_chunk);
    parallel_for(count, reduce_chunk, [&](std::size_t begin, std::size_t end) {
        partial[begin / reduce_chunk] = reduce_run<Op>(end - begin, x + begin);
    });
    return reduce_long_run<Op>(partial.size(), partial.data());
}

// Columns [begin, end) of one [extent, inner] block, reduced along the rows.
template <class Op, class T>
void reduce_columns(std::size_t extent, std::size_t inner, std::size_t begin, std::size_t end,
                    const T* x, T* out) {
    const Op op;
    for_packs<T>(end - begin, [&](std::size_t j, std::size_t part) {
        const T* from = x + begin + j;
        Pack<T> even(Op::template start<T>), odd = even;  // two chains hide the latency
        std::size_t row = 0;
        for (; row + 2 <= extent; row += 2, from += 2 * inner) {
            even = op(even, load(from, part));
            odd = op(odd, load(from + inner, part));
        }
        if (row < extent) { even = op(even, load(from, part)); }
        store(out + begin + j, part, op(even, odd));
    });
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// out[outer, inner] = x[outer, extent, inner] reduced over the middle axis; Op is SumOf, MaxOf or
/// MinOf. The order of the operations depends only on the sizes.
template <class Op, class T>
void reduce(std::size_t outer, std::size_t extent, std::size_t inner, const T* x, T* out) {
    if (outer == 0 || inner == 0) { return; }
    if (extent == 0) {
        std::fill_n(out, outer * inner, Op::template start<T>);
        return;
    }
    if (inner == 1) {
        if (outer == 1) {
            out[0] = detail::reduce_long_run<Op>(extent, x);
            return;
        }
        const std::size_t rows = 1 + detail::reduce_chunk / (extent + 1);
        parallel_for(outer, rows, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                out[i] = detail::reduce_run<Op>(extent, x + i * extent);
            }
        });
        return;
    }
    // Blocks of 256 columns of each outer block; a few blocks make a chunk.
    const std::size_t columns = 256;
    const std::size_t blocks = (inner + columns - 1) / columns;
    const std::size_t work = std::min(inner, columns) * (extent + 1);
    const std::size_t grain = 1 + detail::reduce_chunk / work;
    parallel_for(outer * blocks, grain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t unit = begin; unit < end; ++unit) {
            const std::size_t i = unit / blocks;
            const std::size_t first = unit % blocks * columns;
            detail::reduce_columns<Op>(extent, inner, first, std::min(inner, first + columns),
                                       x + i * extent * inner, out + i * inner);
        }
    });
}

}  // namespace nnlite::kernels
