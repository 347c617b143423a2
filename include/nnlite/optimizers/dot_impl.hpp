#pragma once

#include <cstddef>
#include <utility>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/optimizers/dot.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
double dot(std::size_t count, const T* x, const T* y) {
    constexpr std::size_t chunk = 1 << 14;
    const auto chunk_sum = [x, y](std::size_t begin, std::size_t end) {
        Pack<T> even(0), odd(0);
        for_packs<T>(end - begin, [&](std::size_t i, std::size_t part) {
            odd = fma(load(x + begin + i, part), load(y + begin + i, part), odd);
            std::swap(even, odd);
        });
        return static_cast<double>(reduce_add(even + odd));
    };
    if (count <= chunk) { return chunk_sum(0, count); }
    Vector<double> partial((count + chunk - 1) / chunk);
    parallel_for(count, chunk, [&](std::size_t begin, std::size_t end) {
        partial[begin / chunk] = chunk_sum(begin, end);
    });
    double sum = 0;
    for (const double value : partial) { sum += value; }
    return sum;
}

template <class T>
double dot(const Tensor<T>& x, const Tensor<T>& y) {
    return dot(x.size(), x.data(), y.data());
}

}  // namespace nnlite::detail
