#include "nnlite/kernels/optimizer_step.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "support/catch.hpp"

using namespace nnlite;

namespace {

constexpr std::size_t stride = 80;

// One kernel step on n numbers, written as a plain loop as well; both must agree, and neither the
// gradient nor numbers beyond n may change.
template <class T, class Scalars, class Formula>
void check_step(const Scalars& scalars, std::size_t slots, Formula formula) {
    for (const std::size_t n : {0U, 1U, 3U, 7U, 8U, 16U, 17U, 33U, 64U, 79U}) {
        std::vector<T> p(stride), g(stride), state(slots * stride);
        for (std::size_t i = 0; i < stride; ++i) {
            p[i] = T(std::cos(double(i)));
            g[i] = T(std::sin(2.5 * double(i) + 0.5));
        }
        for (std::size_t i = 0; i < state.size(); ++i) {
            state[i] = (T(0.5) + T(i % 7) / T(4)) / T(1 + 7 * (i / stride));  // v > a^2
        }
        auto wanted_p = p, wanted_state = state;
        const auto g_before = g;
        for (std::size_t i = 0; i < n; ++i) {
            const T x = wanted_p[i];
            const T sign = T(x > 0) - T(x < 0);
            const T dx = g[i] + scalars.penalty.decay * x + scalars.penalty.l1 * sign;
            formula(wanted_p[i], dx, wanted_state.data() + i);
        }
        kernels::optimizer_step(scalars, n, p.data(), g.data(), state.data(), stride);
        const T bound = std::is_same_v<T, float> ? T(1e-6) : T(1e-14);
        CAPTURE(n);
        for (std::size_t i = 0; i < stride; ++i) {
            REQUIRE(std::abs(p[i] - wanted_p[i]) <= (i < n ? bound : T(0)));
            for (std::size_t k = 0; k < slots; ++k) {
                const std::size_t at = k * stride + i;
                REQUIRE(std::abs(state[at] - wanted_state[at]) <= (i < n ? bound : T(0)));
            }
        }
        REQUIRE(g == g_before);
    }
}

}  // namespace

TEMPLATE_TEST_CASE("optimizer_step: SGD is its formula", "", float, double) {
    using T = TestType;
    const kernels::Penalty<T> penalty{T(0.1), T(0.05)};
    check_step<T>(kernels::SGDScalars<T>{penalty, T(0.25), T(0), false}, 1,
                  [](T& p, T g, T*) { p -= T(0.25) * g; });
    check_step<T>(kernels::SGDScalars<T>{penalty, T(0.25), T(0.75), false}, 1, [](T& p, T g, T* b) {
        *b = T(0.75) * *b + g;
        p -= T(0.25) * *b;
    });
    check_step<T>(kernels::SGDScalars<T>{penalty, T(0.25), T(0.75), true}, 1, [](T& p, T g, T* b) {
        *b = T(0.75) * *b + g;
        p -= T(0.25) * (g + T(0.75) * *b);
    });
    check_step<T>(kernels::SGDScalars<T>{penalty, T(1), T(0.75), true, T(0.25)}, 1,
                  [](T& p, T g, T* b) {
                      *b = T(0.75) * *b + T(0.25) * g;
                      p -= T(0.25) * g + T(0.75) * *b;
                  });
}

TEMPLATE_TEST_CASE("optimizer_step: Adam is its formula", "", float, double) {
    using T = TestType;
    const kernels::AdamScalars<T> s{{T(0.1), T(0.05)}, T(0.75), T(0.25), T(0.875), T(0.125), T(0.9),
                                    T(0.125),          T(0.5),  T(0.01)};
    check_step<T>(s, 2, [](T& p, T g, T* state) {
        T &m = state[0], &v = state[stride];
        m = T(0.75) * m + T(0.25) * g;
        v = T(0.875) * v + T(0.125) * g * g;
        p = T(0.9) * p - (T(0.125) * m + T(0.5) * g) / (std::sqrt(v) + T(0.01));
    });
}

TEMPLATE_TEST_CASE("optimizer_step: Adamax is its formula", "", float, double) {
    using T = TestType;
    const kernels::AdamaxScalars<T> s{{T(0.1), T(0.05)}, T(0.75),  T(0.25),
                                      T(0.875),          T(0.125), T(0.01)};
    check_step<T>(s, 2, [](T& p, T g, T* state) {
        T &m = state[0], &u = state[stride];
        m = T(0.75) * m + T(0.25) * g;
        u = std::max(T(0.875) * u, std::abs(g) + T(0.01));
        p -= T(0.125) * m / u;
    });
}

TEMPLATE_TEST_CASE("optimizer_step: RMSprop is its formula", "", float, double) {
    using T = TestType;
    for (const bool centered : {false, true}) {
        for (const T momentum : {T(0), T(0.5)}) {
            const kernels::RMSpropScalars<T> s{
                {T(0.1), T(0.05)}, T(0.75), T(0.25), T(0.125), T(0.1), momentum, centered};
            check_step<T>(s, 3, [&](T& p, T g, T* state) {
                T &v = state[0], &a = state[stride], &b = state[(centered ? 2 : 1) * stride];
                v = T(0.75) * v + T(0.25) * g * g;
                if (centered) { a = T(0.75) * a + T(0.25) * g; }
                const T variance = centered ? std::max(v - a * a, T(0)) : v;
                const T step = g / (std::sqrt(variance) + T(0.1));
                if (momentum != 0) { b = momentum * b + step; }
                p -= T(0.125) * (momentum != 0 ? b : step);
            });
        }
    }
}

TEMPLATE_TEST_CASE("optimizer_step: Adagrad is its formula", "", float, double) {
    using T = TestType;
    check_step<T>(kernels::AdagradScalars<T>{{T(0.1), T(0.05)}, T(0.125), T(0.01)}, 1,
                  [](T& p, T g, T* sum) {
                      *sum += g * g;
                      p -= T(0.125) * g / (std::sqrt(*sum) + T(0.01));
                  });
}
