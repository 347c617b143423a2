#include "nnlite/kernels/gemm.hpp"

#include <cmath>
#include <cstdint>
#include <tuple>
#include <vector>

#include "nnlite/core/tensor.hpp"
#include "support/catch.hpp"
#include "support/numbers.hpp"

using nnlite::kernels::GemmEpilogue;
using nnlite::kernels::MatrixView;

namespace {

template <class T>
T element(const MatrixView<T>& a, std::size_t i, std::size_t j) {
    return a.transposed ? a.data[j * a.row_stride + i] : a.data[i * a.row_stride + j];
}

// The formula itself, in double.
template <class T>
std::vector<T> gemm_formula(std::size_t m, std::size_t n, std::size_t k, const MatrixView<T>& a,
                            const MatrixView<T>& b, std::vector<T> c,
                            const GemmEpilogue<T>& epilogue) {
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            double sum = epilogue.accumulate ? double(c[i * n + j]) : 0.0;
            for (std::size_t l = 0; l < k; ++l) {
                sum += double(element(a, i, l)) * double(element(b, l, j));
            }
            if (epilogue.bias != nullptr) { sum += double(epilogue.bias[j]); }
            if (epilogue.relu && sum < 0) { sum = 0; }
            c[i * n + j] = T(sum);
        }
    }
    return c;
}

template <class T>
void check_gemm(std::size_t m, std::size_t n, std::size_t k) {
    const auto left = numbers<T>(m * k, 1);
    const auto right = numbers<T>(k * n, 2);
    const auto bias = numbers<T>(n, 3);
    const auto start = numbers<T>(m * n, 4);
    for (const bool ta : {false, true}) {
        for (const bool tb : {false, true}) {
            const MatrixView<T> a{left.data(), ta ? m : k, ta};
            const MatrixView<T> b{right.data(), tb ? k : n, tb};
            for (const GemmEpilogue<T>& epilogue :
                 {GemmEpilogue<T>{}, GemmEpilogue<T>{.accumulate = true},
                  GemmEpilogue<T>{.bias = bias.data(), .relu = true}}) {
                const auto wanted = gemm_formula(m, n, k, a, b, start, epilogue);
                auto got = start;
                nnlite::kernels::gemm(m, n, k, a, b, got.data(), n, epilogue);
                double worst = 0;
                for (std::size_t i = 0; i < got.size(); ++i) {
                    worst = std::max(worst, std::abs(double(got[i]) - double(wanted[i])));
                }
                CAPTURE(m, n, k, ta, tb, epilogue.accumulate, epilogue.relu);
                REQUIRE(worst <= (sizeof(T) == 4 ? 1e-5 : 1e-13) * std::sqrt(double(k) + 1));
            }
        }
    }
}

}  // namespace

TEST_CASE("gemm: equals the plain loop for every small size and layout") {
    for (const std::size_t m : {1, 2, 5, 7, 13}) {
        for (const std::size_t n : {1, 3, 16, 17, 33}) {
            for (const std::size_t k : {1, 2, 9}) {
                check_gemm<float>(m, n, k);
                check_gemm<double>(m, n, k);
            }
        }
    }
}

TEST_CASE("gemm: equals the plain loop for large and odd sizes") {
    for (const auto& [m, n, k] : {std::tuple{200, 16, 784},
                                  {784, 16, 200},
                                  {32, 256, 785},
                                  {1025, 7, 130},
                                  {300, 70, 1025},
                                  {64, 10, 16}}) {
        check_gemm<float>(std::size_t(m), std::size_t(n), std::size_t(k));
        check_gemm<double>(std::size_t(m), std::size_t(n), std::size_t(k));
    }
}

TEST_CASE("gemm: wide rows of B are packed, and C may have a stride") {
    const std::size_t m = 260, n = 1030, k = 40;
    const auto left = numbers<float>(m * k, 1);
    const auto right = numbers<float>(k * n, 2);
    const auto wanted = gemm_formula<float>(m, n, k, {left.data(), k}, {right.data(), n},
                                            std::vector<float>(m * n), {});
    std::vector<float> got(m * (n + 3), -7.0F);
    nnlite::kernels::gemm<float>(m, n, k, {left.data(), k}, {right.data(), n}, got.data(), n + 3);
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < n + 3; ++j) {
            const float want = j < n ? wanted[i * n + j] : -7.0F;
            if (std::abs(got[i * (n + 3) + j] - want) > 1e-4F) { FAIL("at " << i << ", " << j); }
        }
    }
}

TEST_CASE("gemm: same bits for one thread and several, and for any number of rows") {
    const std::size_t m = 333, n = 48, k = 500;
    const auto left = numbers<float>(m * k, 5);
    const auto right = numbers<float>(k * n, 6);
    const int before = nnlite::num_threads();
    std::vector<float> one(m * n), two(m * n);
    nnlite::set_num_threads(1);
    nnlite::kernels::gemm<float>(m, n, k, {left.data(), k}, {right.data(), n}, one.data(), n);
    nnlite::set_num_threads(3);
    nnlite::kernels::gemm<float>(m, n, k, {left.data(), k}, {right.data(), n}, two.data(), n);
    nnlite::set_num_threads(before);
    REQUIRE(one == two);
}

TEST_CASE("gemm: edges") {
    std::vector<float> c(6, 9.0F);
    const std::vector<float> bias{1.0F, -2.0F, 3.0F};
    nnlite::kernels::gemm<float>(0, 3, 4, {nullptr, 4}, {nullptr, 3}, c.data(), 3);
    REQUIRE(c == std::vector<float>(6, 9.0F));
    nnlite::kernels::gemm<float>(2, 3, 0, {nullptr, 9}, {nullptr, 3}, c.data(), 3,
                                 {.bias = bias.data()});
    REQUIRE(c == std::vector<float>{1.0F, -2.0F, 3.0F, 1.0F, -2.0F, 3.0F});
    nnlite::kernels::gemm<float>(2, 3, 0, {nullptr, 9}, {nullptr, 3}, c.data(), 3,
                                 {.accumulate = true, .bias = bias.data(), .relu = true});
    REQUIRE(c == std::vector<float>{2.0F, 0.0F, 6.0F, 2.0F, 0.0F, 6.0F});
    const float nan = std::nanf("");
    nnlite::kernels::gemm<float>(1, 1, 1, {&nan, 1}, {bias.data(), 1}, c.data(), 1, {.relu = true});
    REQUIRE(std::isnan(c[0]));
}
