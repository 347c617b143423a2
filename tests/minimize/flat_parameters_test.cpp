#include "nnlite/minimize/flat_parameters.hpp"

#include "nnlite/minimize/conjugate_gradient.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/reduce.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

namespace {

std::vector<Variable<double>> matrix_and_vector() {
    return {Variable<double>(make_tensor<double>({2, 3}, {1, 2, 3, 4, 5, 6}), true),
            Variable<double>(make_tensor<double>({2}, {7, 8}), true)};
}

}  // namespace

TEST_CASE("flatten: the parameters in order, each row by row") {
    const auto wanted = make_tensor<double>({8}, {1, 2, 3, 4, 5, 6, 7, 8});
    REQUIRE((flatten(matrix_and_vector()) == wanted));
}

TEST_CASE("flatten_gradients: in the same order, 0 where there is none") {
    const auto parameters = matrix_and_vector();
    sum(parameters[1] * parameters[1]).backward();
    const auto wanted = make_tensor<double>({8}, {0, 0, 0, 0, 0, 0, 14, 16});
    REQUIRE((flatten_gradients(parameters) == wanted));
}

TEST_CASE("assign: the way back") {
    const auto parameters = matrix_and_vector();
    const Tensor<double> flat = flatten(parameters);
    assign(parameters, Tensor<double>(10 * flat));
    REQUIRE(parameters[0].value()(1, 2) == 60);
    REQUIRE(parameters[1].value()(0) == 70);
    assign(parameters, flat);
    REQUIRE((flatten(parameters) == flat));
}

TEST_CASE("flatten: a minimiser over the parameters of a graph") {
    const auto parameters = matrix_and_vector();
    const auto f = [&](const Tensor<double>& x) {
        assign(parameters, x);
        zero_gradients(parameters);
        const Variable<double> a = parameters[0] - 1.0, b = parameters[1] + 2.0;
        const Variable<double> loss = sum(a * a) + 3.0 * sum(b * b);
        loss.backward();
        return std::pair(loss.item(), flatten_gradients(parameters));
    };
    assign(parameters, conjugate_gradient(f, flatten(parameters)).x);
    for (const double x : parameters[0].value()) { REQUIRE(x == Approx(1).margin(1e-5)); }
    for (const double x : parameters[1].value()) { REQUIRE(x == Approx(-2).margin(1e-5)); }
}

TEST_CASE("assign: errors") {
    const auto parameters = matrix_and_vector();
    REQUIRE_ERROR(assign(parameters, empty_tensor<double>({7})), ShapeError,
                  "assign: expected [8] for 2 parameters, got [7]");
    REQUIRE_ERROR(assign(parameters, empty_tensor<double>({4, 2})), ShapeError,
                  "assign: expected [8] for 2 parameters, got [4, 2]");
    REQUIRE(parameters[0].value()(0, 0) == 1);
}

TEST_CASE("flatten: no parameters, and changes seen by the graph") {
    const std::vector<Variable<float>> none;
    REQUIRE(flatten(none).size() == 0);
    REQUIRE(flatten_gradients(none).size() == 0);
    assign(none, empty_tensor<float>({0}));
    const auto parameters = matrix_and_vector();
    const Variable<double> loss = sum(parameters[1] * parameters[1]);
    assign(parameters, flatten(parameters));
    REQUIRE_THROWS_AS(loss.backward(), GradientError);
}
