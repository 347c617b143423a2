// A program's own xt::linalg, after nnlite; linalg_first_test.cpp has the other order.
#include "nnlite/nnlite.hpp"
// clang-format off
#include <xtensor-blas/xlinalg.hpp>
// clang-format on

#include "support/linalg.hpp"

TEST_CASE("xt::linalg: works on Tensors where its header comes after nnlite's") {
    test::check_linalg<float>();
    test::check_linalg<double>();
}
