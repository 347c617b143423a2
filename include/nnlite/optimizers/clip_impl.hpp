#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/optimizers/clip.hpp"
#include "nnlite/optimizers/dot.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

inline constexpr std::size_t clip_chunk = 1 << 14;

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

// sqrt(sum g^2) over all gradients; if the squares are out of the range of T, in units of the
// largest gradient.
template <class T>
double gradient_norm(const std::vector<Variable<T>>& parameters) {
    constexpr double least = std::numeric_limits<T>::min() / std::numeric_limits<T>::epsilon();
    double sum = 0, largest = 0;
    for (const auto& parameter : parameters) {
        if (parameter.has_gradient()) { sum += dot(parameter.gradient(), parameter.gradient()); }
    }
    if (std::isnan(sum) || (sum >= least && std::isfinite(sum))) { return std::sqrt(sum); }
    for (const auto& parameter : parameters) {
        if (!parameter.has_gradient()) { continue; }
        for (const T g : parameter.gradient()) { largest = std::max(largest, double(std::abs(g))); }
    }
    if (largest == 0 || std::isinf(largest)) { return largest; }
    sum = 0;
    for (const auto& parameter : parameters) {
        if (!parameter.has_gradient()) { continue; }
        for (const T g : parameter.gradient()) { sum += (g / largest) * (g / largest); }
    }
    return largest * std::sqrt(sum);
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
double clip_gradient_norm(const std::vector<Variable<T>>& parameters, double max_norm) {
    if (!(max_norm > 0)) {  // infinite: only the norm is needed
        fail<ValueError>("clip_gradient_norm: expected max_norm > 0, got ", max_norm);
    }
    const double norm = detail::gradient_norm(parameters);
    const double scale = max_norm / (norm + 1e-6);
    if (scale >= 1) { return norm; }
    // A factor that is not a normal T is applied in two steps.
    const bool in_two = scale > 0 && scale < double(std::numeric_limits<T>::min());
    const kernels::Pack<T> factor(in_two ? std::sqrt(scale) : scale);
    for (int step = 0; step <= int(in_two); ++step) {
        for (const auto& parameter : parameters) {
            if (!parameter.has_gradient()) { continue; }
            detail::change_gradient(parameter, [factor](kernels::Pack<T> g) { return g * factor; });
        }
    }
    return norm;
}

template <class T>
void clip_gradient_value(const std::vector<Variable<T>>& parameters, double limit) {
    detail::require_in_range("clip_gradient_value", "limit", limit, Range::positive());
    for (const auto& parameter : parameters) {
        if (!parameter.has_gradient()) { continue; }
        detail::change_gradient(parameter, [bound = kernels::Pack<T>(limit)](kernels::Pack<T> g) {
            return max(min(g, bound), -bound);
        });
    }
}

}  // namespace nnlite
