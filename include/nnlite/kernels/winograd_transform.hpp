#pragma once

#include <cstddef>

#include "nnlite/core/simd.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The linear maps of Winograd's minimal filtering F(m, 3) along one axis: m results of a filter of
// 3 from t = m + 2 inputs with t products, y = A^T [(G g) . (B^T d)]. Its gradients use the
// transposes of the same three matrices: dg = G^T [(B^T d) . (A dy)], dd = B [(G g) . (A dy)].
// Source: Lavin & Gray 2016, arXiv 1509.09308.
template <class T, std::size_t m>
struct Winograd;

// Interpolated at 0, 1, -1 and infinity.
template <class T>
struct Winograd<T, 2> {
    using P = Pack<T>;

    static void input(const P (&d)[4], P (&v)[4]) {  // B^T d
        v[0] = d[0] - d[2];
        v[1] = d[1] + d[2];
        v[2] = d[2] - d[1];
        v[3] = d[3] - d[1];
    }
    static void input_gradient(const P (&v)[4], P (&d)[4]) {  // B v
        d[0] = v[0];
        d[1] = v[1] - v[2] - v[3];
        d[2] = v[1] + v[2] - v[0];
        d[3] = v[3];
    }
    static void kernel(const P (&g)[3], P (&u)[4]) {  // G g
        const P half(T(0.5)), even = half * (g[0] + g[2]), odd = half * g[1];
        u[0] = g[0];
        u[1] = even + odd;
        u[2] = even - odd;
        u[3] = g[2];
    }
    static void kernel_gradient(const P (&u)[4], P (&g)[3]) {  // G^T u
        const P half(T(0.5)), even = half * (u[1] + u[2]);
        g[0] = u[0] + even;
        g[1] = half * (u[1] - u[2]);
        g[2] = even + u[3];
    }
    static void output(const P (&p)[4], P (&y)[2]) {  // A^T p
        y[0] = p[0] + p[1] + p[2];
        y[1] = p[1] - p[2] + p[3];
    }
    static void output_gradient(const P (&y)[2], P (&p)[4]) {  // A y
        p[0] = y[0];
        p[1] = y[0] + y[1];
        p[2] = y[0] - y[1];
        p[3] = y[1];
    }
};

// Interpolated at 0, a, -a, b, -b and infinity, a = sqrt(1/2) and b = sqrt(2): the error is a
// quarter of that of the usual 1 and 2, and a^2 b^2 = 1 saves products.
template <class T>
struct Winograd<T, 4> {
    using P = Pack<T>;
    static constexpr T a = T(0.70710678118654752440), b = T(1.41421356237309504880);
    static constexpr T aa = T(0.5), bb = T(2), sum = T(2.5);  // a^2, b^2, a^2 + b^2
    static constexpr T share_a = T(1) / (2 * aa * (aa - bb)), share_b = T(1) / (2 * bb * (bb - aa));

    static void input(const P (&d)[6], P (&v)[6]) {  // B^T d
        const P even_a = fma(P(-bb), d[2], d[4]), odd_a = fma(P(-bb), d[1], d[3]);
        const P even_b = fma(P(-aa), d[2], d[4]), odd_b = fma(P(-aa), d[1], d[3]);
        v[0] = fma(P(-sum), d[2], d[0] + d[4]);
        v[1] = fma(P(a), odd_a, even_a);
        v[2] = fma(P(-a), odd_a, even_a);
        v[3] = fma(P(b), odd_b, even_b);
        v[4] = fma(P(-b), odd_b, even_b);
        v[5] = fma(P(-sum), d[3], d[1] + d[5]);
    }
    static void input_gradient(const P (&v)[6], P (&d)[6]) {  // B v
        const P even_a = v[1] + v[2], odd_a = P(a) * (v[1] - v[2]);
        const P even_b = v[3] + v[4], odd_b = P(b) * (v[3] - v[4]);
        d[0] = v[0];
        d[1] = fma(P(-bb), odd_a, fma(P(-aa), odd_b, v[5]));
        d[2] = fma(P(-sum), v[0], fma(P(-bb), even_a, P(-aa) * even_b));
        d[3] = fma(P(-sum), v[5], odd_a + odd_b);
        d[4] = v[0] + even_a + even_b;
        d[5] = v[5];
    }
    static void kernel(const P (&g)[3], P (&u)[6]) {  // G g
        const P even_a = P(share_a) * fma(P(aa), g[2], g[0]), odd_a = P(share_a * a) * g[1];
        const P even_b = P(share_b) * fma(P(bb), g[2], g[0]), odd_b = P(share_b * b) * g[1];
        u[0] = g[0];
        u[1] = even_a + odd_a;
        u[2] = even_a - odd_a;
        u[3] = even_b + odd_b;
        u[4] = even_b - odd_b;
        u[5] = g[2];
    }
    static void kernel_gradient(const P (&u)[6], P (&g)[3]) {  // G^T u
        const P even_a = P(share_a) * (u[1] + u[2]), odd_a = P(share_a * a) * (u[1] - u[2]);
        const P even_b = P(share_b) * (u[3] + u[4]), odd_b = P(share_b * b) * (u[3] - u[4]);
        g[0] = u[0] + even_a + even_b;
        g[1] = odd_a + odd_b;
        g[2] = fma(P(aa), even_a, fma(P(bb), even_b, u[5]));
    }
    static void output(const P (&p)[6], P (&y)[4]) {  // A^T p
        const P even_a = p[1] + p[2], odd_a = P(a) * (p[1] - p[2]);
        const P even_b = p[3] + p[4], odd_b = P(b) * (p[3] - p[4]);
        y[0] = p[0] + even_a + even_b;
        y[1] = odd_a + odd_b;
        y[2] = fma(P(aa), even_a, P(bb) * even_b);
        y[3] = fma(P(aa), odd_a, fma(P(bb), odd_b, p[5]));
    }
    static void output_gradient(const P (&y)[4], P (&p)[6]) {  // A y
        const P even_a = fma(P(aa), y[2], y[0]), odd_a = fma(P(aa), y[3], y[1]);
        const P even_b = fma(P(bb), y[2], y[0]), odd_b = fma(P(bb), y[3], y[1]);
        p[0] = y[0];
        p[1] = fma(P(a), odd_a, even_a);
        p[2] = fma(P(-a), odd_a, even_a);
        p[3] = fma(P(b), odd_b, even_b);
        p[4] = fma(P(-b), odd_b, even_b);
        p[5] = y[3];
    }
};

// A map f along both axes of a square: put(i, j, F X F^T) for X[i][j] = at(i, j).
template <class T, std::size_t from, std::size_t to, auto f, class At, class Put>
inline void transform_square(At at, Put put) {
    Pack<T> half[to][from];
    for (std::size_t j = 0; j < from; ++j) {
        Pack<T> column[from], mapped[to];
#pragma GCC unroll 8
        for (std::size_t i = 0; i < from; ++i) { column[i] = at(i, j); }
        f(column, mapped);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < to; ++i) { half[i][j] = mapped[i]; }
    }
    for (std::size_t i = 0; i < to; ++i) {
        Pack<T> mapped[to];
        f(half[i], mapped);
#pragma GCC unroll 8
        for (std::size_t j = 0; j < to; ++j) { put(i, j, mapped[j]); }
    }
}

}  // namespace nnlite::detail
