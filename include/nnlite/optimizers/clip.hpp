#pragma once

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/optimizers/checks.hpp"

namespace nnlite {

namespace detail {

inline constexpr std::size_t clip_chunk = 1 << 14;

// The sum of x_i^2, of fixed chunks added in order in double.
template <class T>
double sum_of_squares(std::size_t count, const T* x) {
    const auto chunk_sum = [x](std::size_t begin, std::size_t end) {
        Pack<T> even(0), odd(0);
        for_packs<T>(end - begin, [&](std::size_t i, std::size_t part) {
            const Pack<T> numbers = load(x + begin + i, part);
            odd = fma(numbers, numbers, odd);
            std::swap(even, odd);
        });
        return static_cast<double>(reduce_add(even + odd));
    };
    if (count <= clip_chunk) { return chunk_sum(0, count); }
    Vector<double> partial((count + clip_chunk - 1) / clip_chunk);
    parallel_for(count, clip_chunk, [&](std::size_t begin, std::size_t end) {
        partial[begin / clip_chunk] = chunk_sum(begin, end);
    });
    double sum = 0;
    for (const double value : partial) { sum += value; }
    return sum;
}

// x = f(x) for every pack of a parameter's gradient.
template <class T, class F>
void change_gradient(Variable<T> parameter, F f) {
    T* const x = parameter.mutable_gradient().data();
    parallel_for(parameter.gradient().size(), clip_chunk, [&](std::size_t begin, std::size_t end) {
        for_packs<T>(end - begin, [&](std::size_t i, std::size_t part) {
            store(x + begin + i, part, f(load(x + begin + i, part)));
        });
    });
}

}  // namespace detail

/// Scales all gradients by one number so that their joint norm sqrt(sum g^2) is at most max_norm,
/// and returns the norm before. Parameters without a gradient are left out. A norm that is not
/// finite spoils the gradients as in PyTorch: check the result.
/// Throws: ValueError if max_norm <= 0.
/// Source: Pascanu, Mikolov and Bengio 2013, algorithm 1, as torch.nn.utils.clip_grad_norm_ (the
/// scale is max_norm / (norm + 1e-6)).
template <class T>
double clip_gradient_norm(const std::vector<Variable<T>>& parameters, double max_norm) {
    detail::require_positive("clip_gradient_norm", "max_norm", max_norm);
    double sum = 0;
    for (const auto& parameter : parameters) {
        if (!parameter.has_gradient()) { continue; }
        sum += detail::sum_of_squares(parameter.gradient().size(), parameter.gradient().data());
    }
    const double norm = std::sqrt(sum);
    const double scale = max_norm / (norm + 1e-6);
    if (scale >= 1) { return norm; }
    for (const auto& parameter : parameters) {
        if (!parameter.has_gradient()) { continue; }
        detail::change_gradient(parameter,
                                [factor = Pack<T>(scale)](Pack<T> g) { return g * factor; });
    }
    return norm;
}

/// Limits every gradient to [-limit, limit]; NaN stays NaN.
/// Throws: ValueError if limit <= 0.
/// Source: torch.nn.utils.clip_grad_value_.
template <class T>
void clip_gradient_value(const std::vector<Variable<T>>& parameters, double limit) {
    detail::require_positive("clip_gradient_value", "limit", limit);
    for (const auto& parameter : parameters) {
        if (!parameter.has_gradient()) { continue; }
        detail::change_gradient(
            parameter, [bound = Pack<T>(limit)](Pack<T> g) { return max(min(g, bound), -bound); });
    }
}

}  // namespace nnlite
