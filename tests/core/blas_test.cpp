#include "nnlite/core/blas.hpp"

#include <optional>

#include "support/catch.hpp"

TEST_CASE("SingleThreadBlas: the last one to go restores OpenBLAS's threads") {
    const float one = 1;  // a use of the library, or the linker may leave it out
    float product = 0;
    nnlite::detail::blas_gemm(false, false, 1, 1, 1, &one, 1, &one, 1, 0.0F, &product, 1);
    REQUIRE(product == 1);
    if (openblas_get_num_threads == nullptr) {
        WARN("SKIPPED: this BLAS is not OpenBLAS");
        return;
    }
    const int before = openblas_get_num_threads();
    openblas_set_num_threads(2);
    const int threads = openblas_get_num_threads();  // 1 if that is all it was built for
    std::optional<nnlite::detail::SingleThreadBlas> first(std::in_place), second(std::in_place);
    REQUIRE(openblas_get_num_threads() == 1);
    first.reset();
    REQUIRE(openblas_get_num_threads() == 1);
    second.reset();
    REQUIRE(openblas_get_num_threads() == threads);
    openblas_set_num_threads(before);
}
