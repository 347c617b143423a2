#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/kernels/reduce.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// One batch normalisation: x is [rows, channels], everything else [channels].
template <class T>
struct BatchNormArguments {
    std::size_t rows;
    std::size_t channels;
    const T* x;
    const T* mean;
    const T* inverse_deviation;  // 1 / sqrt(variance + eps)
    const T* weight = nullptr;   // null: 1
    const T* bias = nullptr;     // null: 0
};

}  // namespace nnlite::kernels

namespace nnlite::inline NNLITE_ABI::detail {

// The number of rows of a chunk: few enough to stay in cache for a second pass.
inline std::size_t channel_chunk(std::size_t channels) { return 1 + (1 << 13) / (channels + 1); }

// How many chunks the rows make.
inline std::size_t channel_chunks(std::size_t rows, std::size_t channels) {
    const std::size_t grain = channel_chunk(channels);
    return (rows + grain - 1) / grain;
}

// The mean of each column, and the sum of squared distances from it.
template <class T>
void column_moments(std::size_t rows, std::size_t channels, const T* x, T* mean, T* squares) {
    for_packs<T>(channels, [&](std::size_t j, std::size_t part) {
        const auto row = [&](std::size_t i) { return load(x + i * channels + j, part); };
        Pack<T> even(T(0)), odd(T(0));  // two chains hide the latency
        std::size_t i = 0;
        for (; i + 2 <= rows; i += 2) {
            even += row(i);
            odd += row(i + 1);
        }
        if (i < rows) { even += row(i); }
        const Pack<T> center = (even + odd) * (T(1) / static_cast<T>(rows));
        Pack<T> even_square(T(0)), odd_square(T(0));
        for (i = 0; i + 2 <= rows; i += 2) {
            const Pack<T> a = row(i) - center, b = row(i + 1) - center;
            even_square = fma(a, a, even_square);
            odd_square = fma(b, b, odd_square);
        }
        if (i < rows) {
            const Pack<T> a = row(i) - center;
            even_square = fma(a, a, even_square);
        }
        store(mean + j, part, center);
        store(squares + j, part, even_square + odd_square);
    });
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// mean[channels] and biased variance[channels] over the rows of x[rows, channels], rows > 0.
/// partial[chunks, 2, channels] is workspace.
/// Source: chunks joined by the pairwise update of Chan, Golub and LeVeque 1979.
template <class T>
void channel_moments(std::size_t rows, std::size_t channels, const T* x, T* mean, T* variance,
                     T* partial) {
    const std::size_t grain = detail::channel_chunk(channels);
    const std::size_t chunks = detail::channel_chunks(rows, channels);
    parallel_for(rows, grain, [&](std::size_t begin, std::size_t end) {
        T* own = partial + begin / grain * 2 * channels;
        detail::column_moments(end - begin, channels, x + begin * channels, own, own + channels);
    });
    for_packs<T>(channels, [&](std::size_t j, std::size_t part) {
        Pack<T> center = load(partial + j, part);
        Pack<T> squares = load(partial + channels + j, part);
        for (std::size_t chunk = 1; chunk < chunks; ++chunk) {
            const T* own = partial + chunk * 2 * channels + j;
            const auto before = static_cast<T>(chunk * grain);
            const auto added = static_cast<T>(std::min(grain, rows - chunk * grain));
            const Pack<T> distance = load(own, part) - center;
            const T share = added / (before + added);
            center = fma(distance, Pack<T>(share), center);
            squares += load(own + channels, part) + distance * distance * Pack<T>(before * share);
        }
        store(mean + j, part, center);
        store(variance + j, part, squares * Pack<T>(T(1) / static_cast<T>(rows)));
    });
}

template <class T>
void channel_moments(std::size_t rows, std::size_t channels, const T* x, T* mean, T* variance) {
    detail::Vector<T> partial(detail::channel_chunks(rows, channels) * 2 * channels);
    channel_moments(rows, channels, x, mean, variance, partial.data());
}

/// y = (x - mean) inverse_deviation weight + bias; y is [rows, channels].
template <class T>
void batch_norm(const BatchNormArguments<T>& of, T* y) {
    const std::size_t channels = of.channels;
    detail::Vector<T> scale(channels), shift(channels);
    for (std::size_t j = 0; j < channels; ++j) {
        scale[j] = of.inverse_deviation[j] * (of.weight != nullptr ? of.weight[j] : T(1));
        shift[j] = of.bias != nullptr ? of.bias[j] : T(0);
    }
    const std::size_t grain = detail::channel_chunk(channels);
    parallel_for(of.rows, grain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            for_packs<T>(channels, [&](std::size_t j, std::size_t part) {
                const std::size_t at = i * channels + j;
                const Pack<T> distance = load(of.x + at, part) - load(of.mean + j, part);
                store(y + at, part, fma(distance, load(&scale[j], part), load(&shift[j], part)));
            });
        }
    });
}

/// sums[2, channels] = dbias, dweight = sum(dy), sum(dy (x - mean) inverse_deviation) over the
/// rows. partial[chunks, 2, channels] is workspace.
template <class T>
void batch_norm_parameter_gradients(const BatchNormArguments<T>& of, const T* dy, T* sums,
                                    T* partial) {
    const std::size_t channels = of.channels;
    const std::size_t grain = detail::channel_chunk(channels);
    const std::size_t chunks = detail::channel_chunks(of.rows, channels);
    parallel_for(of.rows, grain, [&](std::size_t begin, std::size_t end) {
        T* own = partial + begin / grain * 2 * channels;
        for_packs<T>(channels, [&](std::size_t j, std::size_t part) {
            const Pack<T> center = load(of.mean + j, part);
            Pack<T> sum(T(0)), product(T(0));
            for (std::size_t at = begin * channels + j; at < end * channels; at += channels) {
                const Pack<T> slope = load(dy + at, part);
                sum += slope;
                product = fma(slope, load(of.x + at, part) - center, product);
            }
            store(own + j, part, sum);
            store(own + channels + j, part, product * load(of.inverse_deviation + j, part));
        });
    });
    reduce<SumOf>(1, chunks, 2 * channels, partial, sums);
}

template <class T>
void batch_norm_parameter_gradients(const BatchNormArguments<T>& of, const T* dy, T* sums) {
    const std::size_t channels = of.channels;
    detail::Vector<T> partial(detail::channel_chunks(of.rows, channels) * 2 * channels);
    batch_norm_parameter_gradients(of, dy, sums, partial.data());
}

/// dx = inverse_deviation weight (dy - mean(dy) - x^ mean(dy x^)), x^ the normalised x; without the
/// two means if the statistics are not of this batch (`sums` null). dx is [rows, channels].
template <class T>
void batch_norm_input_gradient(const BatchNormArguments<T>& of, const T* dy, const T* sums, T* dx) {
    const std::size_t channels = of.channels;
    detail::Vector<T> scale(channels), offset(channels), slant(channels);
    const T share = sums != nullptr ? T(1) / static_cast<T>(of.rows) : T(0);
    for (std::size_t j = 0; j < channels; ++j) {
        scale[j] = of.inverse_deviation[j] * (of.weight != nullptr ? of.weight[j] : T(1));
        offset[j] = sums != nullptr ? sums[j] * share : T(0);
        slant[j] = sums != nullptr ? sums[channels + j] * share * of.inverse_deviation[j] : T(0);
    }
    const std::size_t grain = detail::channel_chunk(channels);
    parallel_for(of.rows, grain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            for_packs<T>(channels, [&](std::size_t j, std::size_t part) {
                const std::size_t at = i * channels + j;
                const Pack<T> distance = load(of.x + at, part) - load(of.mean + j, part);
                const Pack<T> slope = load(dy + at, part) - load(&offset[j], part);
                store(dx + at, part,
                      (slope - distance * load(&slant[j], part)) * load(&scale[j], part));
            });
        }
    });
}

}  // namespace nnlite::kernels
