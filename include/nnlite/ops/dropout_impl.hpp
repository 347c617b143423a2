#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/kernels/dropout.hpp"
#include "nnlite/ops/dropout.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE std::uint64_t dropout_advance(std::size_t count) {
    return (count + group_size - 1) / group_size * group_size;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void require_rate(const char* place, double rate) {
    require_in_range(place, "a rate", rate, Range::below_one());
}

template <class T>
Tensor<T> keep_numbers(const kernels::KeptNumbers& kept, const Tensor<T>& from) {
    Tensor<T> to = empty_tensor<T>(from.shape());
    const kernels::Keep<T> keep = kept.keep<T>();
    parallel_for(from.size(), 1 << 14, [&](std::size_t begin, std::size_t end) {
        for_packs<T>(end - begin, [&](std::size_t i, std::size_t part) {
            const std::size_t at = begin + i;
            store(to.data() + at, part, keep(at, load(from.data() + at, part)));
        });
    });
    return to;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> dropout(const Variable<T>& x, double rate, std::uint64_t seed, std::uint64_t position) {
    detail::require_rate("dropout", rate);
    if (rate == 0) { return x; }
    kernels::KeptNumbers kept(x.size(), rate, seed, position);
    Tensor<T> y = detail::keep_numbers(kept, x.value());
    return make_operation<T>(
        "dropout", std::move(y), {x},
        [kept = std::move(kept)](const Tensor<T>& dy) { return detail::keep_numbers(kept, dy); });
}

}  // namespace nnlite
