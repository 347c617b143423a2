#include "nnlite/optimizers/dot.hpp"

#include <cmath>

#include "nnlite/core/parallel.hpp"
#include "nnlite/core/tensor.hpp"
#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("dot: sums of products") {
    const double x[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
                 y[] = {2, 0, 1, 0, 0, 0, 0, 0, 0, 0, -1};
    REQUIRE(detail::dot<double>(0, x, y) == 0);
    REQUIRE(detail::dot(1, x, y) == 2);
    REQUIRE(detail::dot(11, x, y) == -6);
    REQUIRE(detail::dot(11, x, x) == 506);
}

TEST_CASE("dot: the same bits with 1 and 2 threads") {
    Tensor<double> x = empty_tensor<double>({100003});
    double wanted = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        x(i) = std::sin(0.7 * double(i));
        wanted += x(i) * x(i);
    }
    const int before = num_threads();
    set_num_threads(1);
    const double one = detail::dot(x, x);
    set_num_threads(2);
    const double two = detail::dot(x, x);
    set_num_threads(before);
    REQUIRE(one == two);
    REQUIRE(one == Approx(wanted).epsilon(1e-12));
}
