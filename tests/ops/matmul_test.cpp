#include "nnlite/ops/matmul.hpp"

#include <utility>

#include "check.hpp"
#include "nnlite/core/parallel.hpp"
#include "reference/ops.hpp"
#include "support/make_tensor.hpp"
#include "support/reference_tensor.hpp"

using nnlite::Shape;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::Variable;

TEST_CASE("matmul: known values") {
    const Variable<double> a(reference_tensor<double>({2, 3, 4}, reference::numbers_2_3_4));
    const Variable<double> b(reference_tensor<double>({4, 2}, reference::numbers_4_2));
    require_close(matmul(a, b).value(), {2, 3, 2}, reference::matmul_2_3_2);
    require_close(matmul(a, b.value()).value(), {2, 3, 2}, reference::matmul_2_3_2);
    require_close(matmul(a.value(), b).value(), {2, 3, 2}, reference::matmul_2_3_2);
    const Variable<double> u(Tensor<double>{1, 2}), v(Tensor<double>{3, 4});
    const Variable<double> m(make_tensor<double>({2, 2}, {1, 2, 3, 4}));
    REQUIRE(matmul(u, v).item() == 11);
    REQUIRE(matmul(u, v).shape() == Shape());
    REQUIRE((matmul(m, v).value() == Tensor<double>{11, 25}));
    REQUIRE((matmul(v, m).value() == Tensor<double>{15, 22}));
    const Variable<double> batch(make_tensor<double>({2, 2, 2}, {1, 0, 0, 1, 0, 1, 1, 0}));
    REQUIRE((matmul(m, batch).value() == make_tensor<double>({2, 2, 2}, {1, 2, 3, 4, 2, 1, 4, 3})));
    REQUIRE((matmul(v, batch).value() == make_tensor<double>({2, 2}, {3, 4, 4, 3})));
}

TEST_CASE("matmul: gradients for all ranks and broadcast batches") {
    const std::vector<std::pair<Shape, Shape>> shapes = {{{3, 4}, {4, 2}},
                                                         {{4}, {4}},
                                                         {{4}, {4, 2}},
                                                         {{3, 4}, {4}},
                                                         {{2, 3, 4}, {4, 2}},
                                                         {{2, 3, 4}, {2, 4, 5}},
                                                         {{4}, {2, 4, 5}},
                                                         {{3, 4}, {2, 4, 2}},
                                                         {{2, 1, 3, 4}, {3, 4, 2}},
                                                         {{2, 3, 4}, {4}},
                                                         {{1, 3, 4}, {2, 4, 2}},
                                                         {{2, 3, 4}, {1, 1, 4, 2}},
                                                         {{1, 1}, {1, 1}}};
    for (const auto& [a, b] : shapes) {
        INFO(nnlite::text_of(a, " x ", b));
        require_gradient([](Inputs x) { return matmul(x[0], x[1]); }, {numbers(a), numbers(b, 2)});
    }
    require_gradient([](Inputs x) { return matmul(x[0], x[0]); }, {numbers({3, 3})});
}

TEST_CASE("matmul: 1 thread and 2 threads give the same bits") {
    const int before = nnlite::num_threads();
    const auto a = numbers({16, 40, 50}), b = numbers({16, 50, 30}, 2);
    nnlite::set_num_threads(1);
    const auto one = matmul(a, b);
    nnlite::set_num_threads(2);
    const auto two = matmul(a, b);
    nnlite::set_num_threads(before);
    REQUIRE((one.value() == two.value()));
}

TEST_CASE("matmul: errors name both shapes") {
    REQUIRE_ERROR(matmul(numbers({2, 3}), numbers({4, 2})), ShapeError,
                  "matmul: expected [..., m, k] x [..., k, n], got [2, 3] x [4, 2]");
    REQUIRE_ERROR(matmul(numbers({2, 3}), 1), ShapeError,
                  "matmul: expected [..., m, k] x [..., k, n], got [2, 3] x []");
    REQUIRE_ERROR(matmul(numbers({2, 1, 3}), numbers({3, 3, 1})), ShapeError,
                  "matmul: shapes [2] and [3] do not broadcast");
}

TEST_CASE("matmul: empty extents") {
    REQUIRE(matmul(numbers({2, 0}), numbers({0, 3})).value() ==
            nnlite::full_tensor<double>({2, 3}, 0));
    REQUIRE(matmul(numbers({0, 2}), numbers({2, 3})).shape() == Shape{0, 3});
    REQUIRE(matmul(numbers({0, 2, 2}), numbers({0, 2, 3})).shape() == Shape{0, 2, 3});
    const Variable<double> w(numbers({2, 3}).value(), true);
    matmul(numbers({0, 2}), w).backward_from(nnlite::empty_tensor<double>({0, 3}));
    REQUIRE((w.gradient() == nnlite::full_tensor<double>({2, 3}, 0)));
}
