#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/fields.hpp"
#include "nnlite/kernels/dropout.hpp"

namespace nnlite {

/// How far a dropout of `count` numbers moves the position on: count, rounded up to whole groups.
inline std::uint64_t dropout_advance(std::size_t count) {
    return (count + detail::group_size - 1) / detail::group_size * detail::group_size;
}

namespace detail {

// Throws unless it is a probability to drop.
inline void require_rate(const char* place, double rate) {
    require_in_range(place, "a rate", rate, Range::below_one());
}

template <class T>
Tensor<T> keep_numbers(const KeptNumbers& kept, const Tensor<T>& from) {
    Tensor<T> to = empty_tensor<T>(from.shape());
    const Keep<T> keep = kept.keep<T>();
    parallel_for(from.size(), 1 << 14, [&](std::size_t begin, std::size_t end) {
        for_packs<T>(end - begin, [&](std::size_t i, std::size_t part) {
            const std::size_t at = begin + i;
            store(to.data() + at, part, keep(at, load(from.data() + at, part)));
        });
    });
    return to;
}

}  // namespace detail

/// Inverted dropout: each number is 0 with probability `rate`, else x / (1 - rate). Which ones
/// depends on (seed, position) and the place in x alone; the next call's position is
/// position + dropout_advance(x.size()).
/// Units or ranges: rate in [0, 1), rounded to a multiple of 2^-16; position a multiple of 64.
/// Throws: ValueError if rate is outside.
/// Source: Srivastava et al. 2014, scaled in training as Keras and PyTorch do.
template <class T>
Variable<T> dropout(const Variable<T>& x, double rate, std::uint64_t seed,
                    std::uint64_t position = 0) {
    detail::require_rate("dropout", rate);
    if (rate == 0) { return x; }
    KeptNumbers kept(x.size(), rate, seed, position);
    Tensor<T> y = detail::keep_numbers(kept, x.value());
    return make_operation<T>(
        "dropout", std::move(y), {x},
        [kept = std::move(kept)](const Tensor<T>& dy) { return detail::keep_numbers(kept, dy); });
}

}  // namespace nnlite
