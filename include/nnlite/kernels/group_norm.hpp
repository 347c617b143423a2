#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/core/thread_rooms.hpp"
#include "nnlite/kernels/batch_norm.hpp"
#include "nnlite/kernels/layer_norm.hpp"
#include "nnlite/kernels/reduce.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// One group normalisation: x is [batch, pixels, channels], weight and bias [channels], moments
/// [batch, groups, 2]. A group has channels / groups consecutive channels.
template <class T>
struct GroupNormArguments {
    std::size_t batch;
    std::size_t pixels;
    std::size_t channels;
    std::size_t groups;
    const T* x;
    const T* weight = nullptr;  // null: 1
    const T* bias = nullptr;    // null: 0
};

}  // namespace nnlite::kernels

namespace nnlite::inline NNLITE_ABI::detail {

// Calls f(i, space) for each sample i in parallel; if they are one chunk, loops in f are parallel
// instead. space[..., channels] is the thread's: 4 rows of numbers per channel, then workspace for
// channel_moments() and batch_norm_parameter_gradients().
template <class T, class F>
void for_samples(const kernels::GroupNormArguments<T>& of, const F& f) {
    const std::size_t rows = 4 + 2 * channel_chunks(of.pixels, of.channels);
    const ThreadRooms<T> rooms(rows * of.channels);
    parallel_for(of.batch, row_chunk(of.pixels * of.channels),
                 [&](std::size_t begin, std::size_t end) {
                     for (std::size_t i = begin; i < end; ++i) { f(i, rooms.own()); }
                 });
}

// Calls f(at, j, part) for each pack of a sample [pixels, channels]: its place and channel.
template <class T, class F>
void for_pixels(std::size_t pixels, std::size_t channels, const F& f) {
    parallel_for(pixels, channel_chunk(channels), [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            for_packs<T>(channels,
                         [&](std::size_t j, std::size_t part) { f(i * channels + j, j, part); });
        }
    });
}

// The sum of f(j, load) over the channels of a group; load(from, fill) gives one number, or a Pack
// of them with `fill` (f: 0) past the end.
template <class T, class F>
T group_sum(std::size_t width, const F& f) {
    if (width < Pack<T>::width) {
        T sum(0);
        for (std::size_t j = 0; j < width; ++j) {
            sum += f(j, [](const T* from, T = T(0)) { return *from; });
        }
        return sum;
    }
    return sum_of_packs<T>(width, [&](std::size_t j, std::size_t part) {
        return f(j, [part](const T* from, T fill = T(0)) { return load(from, part, fill); });
    });
}

// mean[channels] and inverse[channels] of a sample's moments[groups, 2].
template <class T>
void spread_moments(const kernels::GroupNormArguments<T>& of, const T* moments, T* mean,
                    T* inverse) {
    const std::size_t width = of.channels / of.groups;
    for (std::size_t g = 0; g < of.groups; ++g) {
        std::fill_n(mean + g * width, width, moments[2 * g]);
        std::fill_n(inverse + g * width, width, moments[2 * g + 1]);
    }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// y = (x - mean) / sqrt(variance + eps) weight + bias in each group of each sample, the variance
/// biased; moments[batch, groups, 2] = mean, 1 / sqrt(variance + eps). y is as x; no extent but the
/// batch is 0.
template <class T>
void group_norm(const GroupNormArguments<T>& of, T eps, T* y, T* moments) {
    const std::size_t channels = of.channels, width = channels / of.groups;
    const T share = T(1) / static_cast<T>(width);
    detail::for_samples(of, [&](std::size_t i, T* space) {
        T *mean = space, *variance = space + channels;
        const T* x = of.x + i * of.pixels * channels;
        channel_moments(of.pixels, channels, x, mean, variance, space + 4 * channels);
        T* own = moments + 2 * i * of.groups;
        for (std::size_t g = 0; g < of.groups; ++g) {
            const std::size_t first = g * width;
            const T center = share * detail::group_sum<T>(width, [&](std::size_t j, auto part) {
                                 return part(mean + first + j);
                             });
            const T spread = share * detail::group_sum<T>(width, [&](std::size_t j, auto part) {
                                 const auto distance = part(mean + first + j, center) - center;
                                 return distance * distance + part(variance + first + j);
                             });
            own[2 * g] = center;
            own[2 * g + 1] = detail::inverse_deviation(spread, eps);
        }
        T *scale = variance, *shift = space + 2 * channels;
        detail::spread_moments(of, own, mean, scale);
        for (std::size_t j = 0; j < channels; ++j) {
            if (of.weight != nullptr) { scale[j] *= of.weight[j]; }
            shift[j] = of.bias != nullptr ? of.bias[j] : T(0);
        }
        T* to = y + i * of.pixels * channels;
        detail::for_pixels<T>(
            of.pixels, channels, [=](std::size_t at, std::size_t j, std::size_t part) {
                const Pack<T> distance = load(x + at, part) - load(mean + j, part);
                store(to + at, part, fma(distance, load(scale + j, part), load(shift + j, part)));
            });
    });
}

/// sums[2, channels] = dbias, dweight = sum(dy), sum(dy x^), x^ the normalised x; and, unless dx is
/// null, dx = (g - mean(g) - x^ mean(g x^)) / sqrt(variance + eps), g = dy weight, with the means
/// of each group of each sample.
template <class T>
void group_norm_gradients(const GroupNormArguments<T>& of, const T* moments, const T* dy, T* dx,
                          T* sums) {
    const std::size_t channels = of.channels, width = channels / of.groups;
    const T share = T(1) / (static_cast<T>(of.pixels) * static_cast<T>(width));
    detail::Vector<T> partial(of.batch * 2 * channels);  // the sums of each sample
    detail::for_samples(of, [&](std::size_t i, T* space) {
        T *mean = space, *scale = space + channels;
        detail::spread_moments(of, moments + 2 * i * of.groups, mean, scale);
        const std::size_t sample = i * of.pixels * channels;
        const T *x = of.x + sample, *slope = dy + sample;
        T *sum = partial.data() + i * 2 * channels, *product = sum + channels;
        batch_norm_parameter_gradients<T>({of.pixels, channels, x, mean, scale}, slope, sum,
                                          space + 4 * channels);
        if (dx == nullptr) { return; }
        T *offset = space + 2 * channels, *slant = space + 3 * channels;
        for (std::size_t first = 0; first < channels; first += width) {
            const auto weighted = [&](const T* from) {
                return share * detail::group_sum<T>(width, [&](std::size_t j, auto part) {
                           const auto own = part(from + first + j);
                           return of.weight != nullptr ? own * part(of.weight + first + j) : own;
                       });
            };
            const T inverse = scale[first];
            std::fill_n(offset + first, width, inverse * weighted(sum));
            std::fill_n(slant + first, width, inverse * weighted(product) * inverse);
        }
        for (std::size_t j = 0; of.weight != nullptr && j < channels; ++j) {
            scale[j] *= of.weight[j];
        }
        T* to = dx + sample;
        detail::for_pixels<T>(
            of.pixels, channels, [=](std::size_t at, std::size_t j, std::size_t part) {
                const Pack<T> distance = load(x + at, part) - load(mean + j, part);
                const Pack<T> common = fma(distance, load(slant + j, part), load(offset + j, part));
                store(to + at, part, load(slope + at, part) * load(scale + j, part) - common);
            });
    });
    reduce<SumOf>(1, of.batch, 2 * channels, partial.data(), sums);
}

}  // namespace nnlite::kernels
