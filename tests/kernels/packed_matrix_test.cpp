#include "nnlite/kernels/packed_matrix.hpp"

#include <initializer_list>
#include <vector>

#include "support/catch.hpp"

using namespace nnlite;
using Sizes = std::initializer_list<std::size_t>;

TEMPLATE_TEST_CASE("PackedMatrix: the products are gemm's, bit for bit", "", float, double) {
    using T = TestType;
    const auto numbers = [](std::size_t count) {
        std::vector<T> values(count);
        for (std::size_t i = 0; i < count; ++i) { values[i] = T(37 * i % 101) / 50 - 1; }
        return values;
    };
    for (const std::size_t rows : Sizes{1, 7, 24}) {
        for (const std::size_t k : Sizes{1, 50, 400}) {
            for (const std::size_t n : Sizes{1, 16, 17, 50, 64, 1030}) {
                INFO(rows << " x " << k << " x " << n);
                const auto a = numbers(rows * (k + 2)), b = numbers(k * n), bias = numbers(n);
                std::vector<T> c(rows * (n + 1), T(3)), expected = c;
                const auto require_products = [&](bool transposed, std::size_t rows_in_all) {
                    const kernels::MatrixView<T> view{b.data(), transposed ? k : n, transposed};
                    const kernels::PackedMatrix<T> packed(k, n, view, rows_in_all);
                    for (const kernels::GemmEpilogue<T>& epilogue :
                         {kernels::GemmEpilogue<T>{}, kernels::GemmEpilogue<T>{.accumulate = true},
                          kernels::GemmEpilogue<T>{.bias = bias.data()}}) {
                        packed.multiply(rows, a.data(), k + 2, c.data(), n + 1, epilogue);
                        detail::gemm_own(rows, n, k, {a.data(), k + 2}, view, expected.data(),
                                         n + 1, epilogue);
                        REQUIRE(c == expected);
                    }
                };
                require_products(false, 1);
                require_products(false, 1000);
                require_products(true, 1);
            }
        }
    }
}

TEMPLATE_TEST_CASE("add_transposed_product: adds gemm's product", "", float, double) {
    using T = TestType;
    for (const std::size_t m : Sizes{1, 13, 50}) {
        for (const std::size_t n : Sizes{1, 16, 50}) {
            const std::size_t k = 31;
            std::vector<T> a(k * m), b(k * n + kernels::product_overread<T>, T(9)), c(m * n, T(2));
            for (std::size_t i = 0; i < a.size(); ++i) { a[i] = T(37 * i % 101); }
            for (std::size_t i = 0; i < k * n; ++i) { b[i] = T(41 * i % 103); }
            auto expected = c;
            kernels::add_transposed_product(m, n, k, a.data(), m, b.data(), n, c.data(), n);
            detail::gemm_own<T>(m, n, k, {a.data(), m, true}, {b.data(), n}, expected.data(), n,
                                {.accumulate = true});
            REQUIRE(c == expected);
        }
    }
}

TEMPLATE_TEST_CASE("PackedMatrix: without k the product is 0, then bias and ReLU, as gemm's", "",
                   float, double) {
    using T = TestType;
    const std::size_t rows = 5;
    for (const std::size_t n : Sizes{0, 1, 7, 16, 17, 1025}) {
        for (const bool transposed : {false, true}) {
            const kernels::PackedMatrix<T> packed(0, n, {nullptr, transposed ? 0 : n, transposed},
                                                  300);
            std::vector<T> bias(n);
            for (std::size_t j = 0; j < n; ++j) { bias[j] = T(j) - 3; }
            for (const bool accumulate : {false, true}) {
                for (const bool with_bias : {false, true}) {
                    for (const bool relu : {false, true}) {
                        const kernels::GemmEpilogue<T> epilogue{
                            accumulate, with_bias ? bias.data() : nullptr, relu};
                        std::vector<T> c(rows * (n + 1), T(-9)), expected = c;
                        packed.multiply(rows, nullptr, 0, c.data(), n + 1, epilogue);
                        kernels::gemm<T>(rows, n, 0, {nullptr, 0}, {nullptr, n}, expected.data(),
                                         n + 1, epilogue);
                        REQUIRE(c == expected);
                        for (std::size_t j = 0; j < n; ++j) {
                            const T sum =
                                (accumulate ? T(-9) : T(0)) + (with_bias ? bias[j] : T(0));
                            REQUIRE(c[j] == (relu && sum < 0 ? T(0) : sum));
                        }
                    }
                }
            }
        }
    }
}
