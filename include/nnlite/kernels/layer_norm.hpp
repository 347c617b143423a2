#pragma once

#include <cmath>
#include <cstddef>
#include <type_traits>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/kernels/dropout.hpp"
#include "nnlite/kernels/reduce.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// One layer normalisation: x is [rows, width], weight and bias [width], moments [rows, 2].
template <class T>
struct LayerNormArguments {
    std::size_t rows;
    std::size_t width;
    const T* x;
    const T* weight = nullptr;  // null: 1
    const T* bias = nullptr;    // null: 0
};

}  // namespace nnlite::kernels

namespace nnlite::inline NNLITE_ABI::detail {

// 1 / sqrt(variance + eps); 0 if both are 0: then all values equal their mean.
template <class T>
T inverse_deviation(T variance, T eps) {
    const T square = variance + eps;
    return square == T(0) ? T(0) : T(1) / std::sqrt(square);
}

// Enough rows for a chunk to be worth a thread, few enough for all threads to get some.
inline std::size_t row_chunk(std::size_t width) { return 1 + (1 << 13) / (width + 1); }

// Calls f(width), with a constant for a row of few packs, so that its loops are unrolled.
template <class T, class F>
void with_row_width(std::size_t width, F f) {
    constexpr std::size_t pack = Pack<T>::width;
    if (width == pack) {
        f(std::integral_constant<std::size_t, pack>{});
    } else if (width == 2 * pack) {
        f(std::integral_constant<std::size_t, 2 * pack>{});
    } else if (width == 4 * pack) {
        f(std::integral_constant<std::size_t, 4 * pack>{});
    } else {
        f(width);
    }
}

// The sum of f(offset, part) over a row; f gives 0 in the lanes past the end.
template <class T, class F>
T sum_of_packs(std::size_t width, F&& f) {
    Pack<T> sum(T(0));
    for_packs<T>(width, [&](std::size_t j, std::size_t part) { sum += f(j, part); });
    return reduce_add(sum);
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// y = (x - mean) / sqrt(variance + eps) weight + bias in each row, the variance biased;
/// moments[rows, 2] = mean, 1 / sqrt(variance + eps). y is [rows, width], width > 0. before(i,
/// width) is called first and may write row i of x.
template <class T, class Before>
void layer_norm(const LayerNormArguments<T>& of, T eps, T* y, T* moments, Before before) {
    parallel_for(of.rows, detail::row_chunk(of.width), [&](std::size_t begin, std::size_t end) {
        detail::with_row_width<T>(of.width, [&](auto width) {
            const T share = T(1) / static_cast<T>(width);
            for (std::size_t i = begin; i < end; ++i) {
                before(i, width);
                const T* x = of.x + i * width;
                const T mean = share * detail::reduce_run<SumOf>(width, x);
                // Lanes past the end are filled with the mean: they add 0.
                const T squares =
                    detail::sum_of_packs<T>(width, [&](std::size_t j, std::size_t part) {
                        const Pack<T> distance = load(x + j, part, mean) - Pack<T>(mean);
                        return distance * distance;
                    });
                const T inverse = detail::inverse_deviation(squares * share, eps);
                moments[2 * i] = mean;
                moments[2 * i + 1] = inverse;
                for_packs<T>(width, [&](std::size_t j, std::size_t part) {
                    const Pack<T> normal = (load(x + j, part) - Pack<T>(mean)) * Pack<T>(inverse);
                    const Pack<T> weight = of.weight ? load(of.weight + j, part) : Pack<T>(T(1));
                    const Pack<T> bias = of.bias ? load(of.bias + j, part) : Pack<T>(T(0));
                    store(y + i * width + j, part, fma(normal, weight, bias));
                });
            }
        });
    });
}

template <class T>
void layer_norm(const LayerNormArguments<T>& of, T eps, T* y, T* moments) {
    layer_norm(of, eps, y, moments, [](std::size_t, std::size_t) {});
}

/// The same for x + keep(addend), which is written to `sum`, the arguments' x; both are
/// [rows, width].
template <class T>
void residual_layer_norm(const LayerNormArguments<T>& of, T eps, const T* x, const T* addend,
                         const Keep<T>& keep, T* sum, T* y, T* moments) {
    layer_norm(of, eps, y, moments, [&](std::size_t i, auto width) {
        for_packs<T>(width, [&](std::size_t j, std::size_t part) {
            const std::size_t at = i * width + j;
            Pack<T> added = load(addend + at, part);
            if (!keep.all()) { added = keep(at, added); }
            store(sum + at, part, load(x + at, part) + added);
        });
    });
}

/// dx = (g - mean(g) - x^ mean(g x^)) / sqrt(variance + eps) in each row, g = dy weight, x^ the
/// normalised x. dx is [rows, width].
template <class T>
void layer_norm_input_gradient(const LayerNormArguments<T>& of, const T* moments, const T* dy,
                               T* dx) {
    parallel_for(of.rows, detail::row_chunk(of.width), [&](std::size_t begin, std::size_t end) {
        detail::with_row_width<T>(of.width, [&](auto width) {
            const T share = T(1) / static_cast<T>(width);
            for (std::size_t i = begin; i < end; ++i) {
                const Pack<T> mean(moments[2 * i]), inverse(moments[2 * i + 1]);
                const auto slope = [&](std::size_t j, std::size_t part) {
                    const Pack<T> own = load(dy + i * width + j, part);
                    return of.weight != nullptr ? own * load(of.weight + j, part) : own;
                };
                const auto normal = [&](std::size_t j, std::size_t part) {
                    return (load(of.x + i * width + j, part) - mean) * inverse;
                };
                Pack<T> sum(T(0)), product(T(0));
                for_packs<T>(width, [&](std::size_t j, std::size_t part) {
                    const Pack<T> g = slope(j, part);  // 0 past the end
                    sum += g;
                    product = fma(g, normal(j, part), product);
                });
                const Pack<T> offset(reduce_add(sum) * share), slant(reduce_add(product) * share);
                for_packs<T>(width, [&](std::size_t j, std::size_t part) {
                    store(dx + i * width + j, part,
                          (slope(j, part) - offset - normal(j, part) * slant) * inverse);
                });
            }
        });
    });
}

/// sums[2, width] = dbias, dweight = sum(dy), sum(dy x^) over the rows.
template <class T>
void layer_norm_parameter_gradients(const LayerNormArguments<T>& of, const T* moments, const T* dy,
                                    T* sums) {
    const std::size_t width = of.width;
    const std::size_t grain = detail::row_chunk(width);
    const std::size_t chunks = (of.rows + grain - 1) / grain;
    detail::Vector<T> partial(chunks * 2 * width);
    parallel_for(of.rows, grain, [&](std::size_t begin, std::size_t end) {
        T* own = partial.data() + begin / grain * 2 * width;
        for_packs<T>(width, [&](std::size_t j, std::size_t part) {
            Pack<T> sum(T(0)), product(T(0));
            for (std::size_t i = begin; i < end; ++i) {
                const Pack<T> slope = load(dy + i * width + j, part);
                const Pack<T> distance = load(of.x + i * width + j, part) - Pack<T>(moments[2 * i]);
                sum += slope;
                product = fma(slope, distance * Pack<T>(moments[2 * i + 1]), product);
            }
            store(own + j, part, sum);
            store(own + width + j, part, product);
        });
    });
    reduce<SumOf>(1, chunks, 2 * width, partial.data(), sums);
}

}  // namespace nnlite::kernels
