#pragma once

#include <tuple>
#include "nnlite/core/blas.hpp"

#include "support/catch.hpp"

namespace test {

// 3 x + y = 9 and x + 2 y = 8 are solved by 2 and 3.
template <class T>
void check_linalg() {
    const nnlite::Tensor<T> a{{3, 1}, {1, 2}}, b{9, 8};
    const nnlite::Tensor<T> x = xt::linalg::solve(a, b), back = xt::linalg::dot(a, x);
    CHECK(xt::allclose(x, nnlite::Tensor<T>{2, 3}));
    CHECK(xt::allclose(back, b));
    CHECK(double(xt::linalg::det(a)) == Approx(5));
    CHECK(xt::allclose(xt::linalg::dot(xt::linalg::inv(a), b), x));
    const auto [u, s, v] = xt::linalg::svd(a);
    CHECK(xt::allclose(xt::linalg::dot(u * s, v), a));
    CHECK(double(xt::linalg::norm(b)) == Approx(std::sqrt(145.0)));
    // The product that nnlite itself may give to the BLAS.
    T product[4];
    nnlite::detail::blas_gemm<T>(false, true, 2, 2, 2, a.data(), 2, a.data(), 2, 0, product, 2);
    CHECK((nnlite::Tensor<T>{{product[0], product[1]}, {product[2], product[3]}} ==
           nnlite::Tensor<T>{{10, 5}, {5, 5}}));
}

}  // namespace test
