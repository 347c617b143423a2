#pragma once

#include <cstddef>

#include "nnlite/core/simd.hpp"
#include "nnlite/kernels/optimizer_scalars.hpp"

// One optimizer step for n elements in one pass: p and the state change in place. The slots of the
// state are `stride` elements apart: slot k of element i is state[k stride + i].

namespace nnlite::inline NNLITE_ABI::kernels {

/// g + penalty; see Penalty.
template <class T>
Pack<T> penalized(const Penalty<T>& penalty, Pack<T> g, Pack<T> p) {
    const Pack<T> l1(penalty.l1);
    const Pack<T> sign = where(p > 0, l1, where(p < 0, -l1, Pack<T>(0)));
    return fma(p, Pack<T>(penalty.decay), g) + sign;
}

/// b = momentum b + gradient_rate g; p -= learning_rate b, or with Nesterov
/// p -= learning_rate (gradient_rate g + momentum b).
/// State: b, if momentum is not 0.
template <class T>
void optimizer_step(const SGDScalars<T>& s, std::size_t n, T* p, const T* g, T* state,
                    std::size_t) {
    const Pack<T> rate(-s.learning_rate), momentum(s.momentum), gradient_rate(s.gradient_rate);
    for_packs<T>(n, [&](std::size_t i, std::size_t part) {
        const Pack<T> x = load(p + i, part);
        Pack<T> dx = penalized(s.penalty, load(g + i, part), x) * gradient_rate;
        if (s.momentum != 0) {
            const Pack<T> b = load(state + i, part) * momentum + dx;
            store(state + i, part, b);
            dx = s.nesterov ? fma(b, momentum, dx) : b;
        }
        store(p + i, part, fma(dx, rate, x));
    });
}

/// m = beta_1 m + (1 - beta_1) g; v = beta_2 v + (1 - beta_2) g^2;
/// p = shrink p - (rate m + nesterov_rate g) / (sqrt(v) + epsilon).
/// State: m, v.
template <class T>
void optimizer_step(const AdamScalars<T>& s, std::size_t n, T* p, const T* g, T* state,
                    std::size_t stride) {
    const Pack<T> beta_1(s.beta_1), rest_1(s.rest_1), beta_2(s.beta_2), rest_2(s.rest_2);
    const Pack<T> rate(-s.rate), nesterov_rate(-s.nesterov_rate), epsilon(s.epsilon);
    const Pack<T> shrink(s.shrink);
    for_packs<T>(n, [&](std::size_t i, std::size_t part) {
        const Pack<T> x = load(p + i, part);
        const Pack<T> dx = penalized(s.penalty, load(g + i, part), x);
        const Pack<T> m = fma(dx, rest_1, load(state + i, part) * beta_1);
        const Pack<T> v = fma(dx * rest_2, dx, load(state + stride + i, part) * beta_2);
        store(state + i, part, m);
        store(state + stride + i, part, v);
        const Pack<T> step = fma(m, rate, dx * nesterov_rate) / (sqrt(v) + epsilon);
        store(p + i, part, fma(x, shrink, step));
    });
}

/// m = beta_1 m + (1 - beta_1) g; u = max(beta_2 u, |g| + epsilon); p -= rate m / u.
/// State: m, u.
template <class T>
void optimizer_step(const AdamaxScalars<T>& s, std::size_t n, T* p, const T* g, T* state,
                    std::size_t stride) {
    const Pack<T> beta_1(s.beta_1), rest_1(s.rest_1), beta_2(s.beta_2);
    const Pack<T> rate(-s.rate), epsilon(s.epsilon);
    for_packs<T>(n, [&](std::size_t i, std::size_t part) {
        const Pack<T> x = load(p + i, part);
        const Pack<T> dx = penalized(s.penalty, load(g + i, part), x);
        const Pack<T> m = fma(dx, rest_1, load(state + i, part) * beta_1);
        const Pack<T> u = max(load(state + stride + i, part) * beta_2, abs(dx) + epsilon);
        store(state + i, part, m);
        store(state + stride + i, part, u);
        store(p + i, part, x + rate * m / u);
    });
}

/// v = alpha v + (1 - alpha) g^2; d = g / (sqrt(v) + epsilon), or centered with a = alpha a + (1 -
/// alpha) g and v - a^2 instead of v; b = momentum b + d; p -= learning_rate b. Rounding cannot
/// make v - a^2 negative. State: v, then a if centered, then b if momentum is not 0.
template <class T>
void optimizer_step(const RMSpropScalars<T>& s, std::size_t n, T* p, const T* g, T* state,
                    std::size_t stride) {
    const Pack<T> alpha(s.alpha), rest(s.rest), rate(-s.learning_rate), epsilon(s.epsilon);
    T* const average = state + stride;
    T* const velocity = s.centered ? average + stride : average;
    for_packs<T>(n, [&](std::size_t i, std::size_t part) {
        const Pack<T> x = load(p + i, part);
        const Pack<T> dx = penalized(s.penalty, load(g + i, part), x);
        Pack<T> v = fma(dx * rest, dx, load(state + i, part) * alpha);
        store(state + i, part, v);
        if (s.centered) {
            const Pack<T> a = fma(dx, rest, load(average + i, part) * alpha);
            store(average + i, part, a);
            v = max(fma(-a, a, v), Pack<T>(0));
        }
        Pack<T> step = dx / (sqrt(v) + epsilon);
        if (s.momentum != 0) {
            step = load(velocity + i, part) * Pack<T>(s.momentum) + step;
            store(velocity + i, part, step);
        }
        store(p + i, part, fma(step, rate, x));
    });
}

/// s = s + g^2; p -= rate g / (sqrt(s) + epsilon).
/// State: s.
template <class T>
void optimizer_step(const AdagradScalars<T>& s, std::size_t n, T* p, const T* g, T* state,
                    std::size_t) {
    const Pack<T> rate(-s.rate), epsilon(s.epsilon);
    for_packs<T>(n, [&](std::size_t i, std::size_t part) {
        const Pack<T> x = load(p + i, part);
        const Pack<T> dx = penalized(s.penalty, load(g + i, part), x);
        const Pack<T> sum = fma(dx, dx, load(state + i, part));
        store(state + i, part, sum);
        store(p + i, part, x + rate * dx / (sqrt(sum) + epsilon));
    });
}

}  // namespace nnlite::kernels
