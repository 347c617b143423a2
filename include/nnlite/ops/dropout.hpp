#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/random/counter.hpp"

namespace nnlite {

/// How many random words a dropout of `count` numbers uses up: count, rounded up to whole groups.
inline std::uint64_t dropout_advance(std::size_t count) {
    return (count + detail::group_size - 1) / detail::group_size * detail::group_size;
}

namespace detail {

// Which of 64 numbers stay, one bit each.
using KeptBits = std::uint64_t;

inline KeptBits kept_bits(std::uint64_t seed, std::uint64_t position, std::uint32_t threshold) {
    std::uint32_t words[group_size];
    random_bits(seed, position, words, group_size);
    KeptBits kept = 0;
    for (std::size_t i = 0; i < group_size; ++i) {
        kept |= static_cast<KeptBits>(words[i] >= threshold) << i;
    }
    return kept;
}

// to[0, count) = from * scale where kept, else 0; count <= 64.
template <class T>
void keep_group(KeptBits kept, T scale, const T* from, T* to, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        to[i] = ((kept >> i) & 1U) != 0 ? from[i] * scale : T(0);
    }
}

template <class T>
void keep_groups(const Vector<KeptBits>& kept, T scale, const Tensor<T>& from, Tensor<T>& to) {
    const std::size_t size = from.size();
    parallel_for(kept.size(), 256, [&](std::size_t begin, std::size_t end) {
        for (std::size_t group = begin; group < end; ++group) {
            const std::size_t at = group * group_size;
            keep_group(kept[group], scale, from.data() + at, to.data() + at,
                       std::min(group_size, size - at));
        }
    });
}

}  // namespace detail

/// Inverted dropout: each number is 0 with probability `rate`, else x / (1 - rate). Which ones
/// depends on (seed, position) and the place in x alone; the next call's position is
/// position + dropout_advance(x.size()).
/// Units or ranges: rate in [0, 1).
/// Throws: ValueError if rate is outside.
/// Source: Srivastava et al. 2014, scaled in training as Keras and PyTorch do.
template <class T>
Variable<T> dropout(const Variable<T>& x, double rate, std::uint64_t seed,
                    std::uint64_t position = 0) {
    if (!(rate >= 0 && rate < 1)) {
        fail<ValueError>("dropout: expected a rate in [0, 1), got ", rate);
    }
    if (rate == 0) { return x; }
    const auto threshold = static_cast<std::uint32_t>(std::min(rate * 0x1p32, 0x1p32 - 1));
    const T scale = static_cast<T>(1 / (1 - rate));
    Vector<detail::KeptBits> kept((x.size() + detail::group_size - 1) / detail::group_size);
    parallel_for(kept.size(), 64, [&](std::size_t begin, std::size_t end) {
        for (std::size_t group = begin; group < end; ++group) {
            kept[group] = detail::kept_bits(seed, position + group * detail::group_size, threshold);
        }
    });
    Tensor<T> y = empty_tensor<T>(x.shape());
    detail::keep_groups(kept, scale, x.value(), y);
    return make_operation<T>("dropout", std::move(y), {x},
                             [kept = std::move(kept), scale](const Tensor<T>& dy) {
                                 Tensor<T> dx = empty_tensor<T>(dy.shape());
                                 detail::keep_groups(kept, scale, dy, dx);
                                 return dx;
                             });
}

}  // namespace nnlite
