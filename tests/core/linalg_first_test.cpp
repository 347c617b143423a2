// A program's own xt::linalg, before nnlite; linalg_test.cpp has the other order.
#include <xtensor-blas/xlinalg.hpp>
// clang-format off
#include "nnlite/nnlite.hpp"
// clang-format on

#include "support/linalg.hpp"

TEST_CASE("xt::linalg: works on Tensors where its header comes before nnlite's") {
    test::check_linalg<float>();
    test::check_linalg<double>();
}
