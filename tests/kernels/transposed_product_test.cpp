#include "nnlite/kernels/transposed_product.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("transposed_product: A^T B of whole numbers, stored or added") {
    constexpr std::size_t room = 64;  // rows of B in whole packs
    for (const std::size_t m : {1, 13, 40}) {
        for (const std::size_t n : {1, 16, 35}) {
            for (const std::size_t k : {1, 7, 400}) {
                std::vector<double> a(k * (m + 1)), b(k * room), c(m * (n + 2), 3);
                for (std::size_t i = 0; i < a.size(); ++i) { a[i] = double(i * i % 11) - 5; }
                for (std::size_t i = 0; i < b.size(); ++i) { b[i] = double(i * i % 7) - 3; }
                transposed_product(m, n, k, a.data(), m + 1, b.data(), room, c.data(), n + 2,
                                   false);
                transposed_product(m, n, k, a.data(), m + 1, b.data(), room, c.data(), n + 2, true);
                for (std::size_t i = 0; i < m; ++i) {
                    for (std::size_t j = 0; j < n + 2; ++j) {
                        double wanted = j < n ? 0 : 3;  // nothing past n is touched
                        for (std::size_t p = 0; p < k && j < n; ++p) {
                            wanted += 2 * a[p * (m + 1) + i] * b[p * room + j];
                        }
                        REQUIRE(c[i * (n + 2) + j] == wanted);
                    }
                }
            }
        }
    }
}
