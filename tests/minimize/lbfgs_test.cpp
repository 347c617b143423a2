#include "nnlite/minimize/lbfgs.hpp"

#include <vector>

#include "nnlite/core/parallel.hpp"
#include "nnlite/minimize/vector_norm.hpp"
#include "optimizers/minimisation.hpp"
#include "support/make_tensor.hpp"
#include "support/not_finite.hpp"
#include "support/parabola.hpp"

using namespace nnlite;

TEST_CASE("lbfgs: as SciPy's fmin_l_bfgs_b") {
    compare_with_scipy(reference::lbfgs, [](auto f, const auto& x0, std::size_t most) {
        return most == 0 ? lbfgs(f, x0) : lbfgs(f, x0, {.max_iterations = most});
    });
}

TEST_CASE("lbfgs: SciPy's messages") {
    const auto x0 = make_tensor<double>({2}, {-1.2, 1});
    REQUIRE(lbfgs(rosenbrock, x0, {.ftol = 0}).message ==
            "CONVERGENCE: NORM_OF_PROJECTED_GRADIENT_<=_PGTOL");
    REQUIRE(lbfgs(rosenbrock, x0, {.ftol = 0.1}).message ==
            "CONVERGENCE: REL_REDUCTION_OF_F_<=_FACTR*EPSMCH");
    REQUIRE(lbfgs(rosenbrock, x0, {.max_iterations = 3}).message ==
            "STOP: TOTAL NO. of ITERATIONS REACHED LIMIT");
    REQUIRE(lbfgs(rosenbrock, x0, {.max_function_calls = 3}).message ==
            "STOP: TOTAL NO. of f AND g EVALUATIONS EXCEEDS LIMIT");
    const auto uphill = [](const auto& x) { return test_function("uphill", x); };
    REQUIRE(lbfgs(uphill, x0).message == "ABNORMAL_TERMINATION_IN_LNSRCH");
}

// SciPy's counts for the same options.
TEST_CASE("lbfgs: options") {
    const auto x0 = make_tensor<double>({2}, {-1.2, 1});
    const auto three = lbfgs(rosenbrock, x0, {.memory = 3});
    REQUIRE(three.iterations == 38);
    REQUIRE(three.function_calls == 50);
    const auto exact = lbfgs(rosenbrock, x0, {.gtol = 1e-9, .ftol = 0});
    REQUIRE(exact.iterations == 38);
    REQUIRE(exact.function_calls == 46);
    REQUIRE(detail::vector_norm(exact.gradient, infinity) <= 1e-9);
    const auto short_of_calls = lbfgs(rosenbrock, x0, {.max_function_calls = 3});
    REQUIRE(short_of_calls.iterations == 2);
    REQUIRE(short_of_calls.function_calls == 4);
    const auto uphill = [](const auto& x) { return test_function("uphill", x); };
    REQUIRE(lbfgs(uphill, x0, {.max_line_search = 5}).function_calls == 6);
}

TEST_CASE("lbfgs: in float") {
    const auto f = [](const Tensor<float>& x) {
        return std::pair(float(x(0) * x(0) + 10 * x(1) * x(1)),
                         make_tensor<float>({2}, {2 * x(0), 20 * x(1)}));
    };
    const auto got = lbfgs(f, make_tensor<float>({2}, {3, 1}), {.gtol = 1e-4});
    REQUIRE(got.status == MinimizeStatus::converged);
    REQUIRE(std::abs(got.x(0)) < 1e-4F);
    REQUIRE(std::abs(got.x(1)) < 1e-5F);
}

TEST_CASE("lbfgs: the value falls") {
    std::vector<double> values{infinity};
    const auto got =
        lbfgs(rosenbrock, make_tensor<double>({3}, {-1.2, 1, 2}),
              {.callback = [&](const auto& x) { values.push_back(rosenbrock(x).value); }});
    REQUIRE(values.size() == got.iterations + 1);
    REQUIRE(std::is_sorted(values.rbegin(), values.rend()));
    REQUIRE(values.back() == got.value);
}

TEST_CASE("LbfgsMemory: H of a quadratic after as many steps as dimensions") {
    const auto hessian = [](const Tensor<double>& x) {
        return make_tensor<double>({2}, {2 * x(0), 6 * x(1)});
    };
    detail::LbfgsMemory<double> memory(2);
    const auto gradient = make_tensor<double>({2}, {4, 3});
    REQUIRE((memory.direction(gradient) == -gradient));
    for (const auto& s : {make_tensor<double>({2}, {5, 5}), make_tensor<double>({2}, {1, 0}),
                          make_tensor<double>({2}, {0, 1})}) {
        const Tensor<double> y = hessian(s);
        memory.push(s, y, s(0) * y(0) + s(1) * y(1));
    }
    const Tensor<double> direction = memory.direction(gradient);
    REQUIRE(direction(0) == Approx(-2));
    REQUIRE(direction(1) == Approx(-0.5));
    memory.clear();
    REQUIRE(memory.is_empty());
    REQUIRE((memory.direction(gradient) == -gradient));
}

TEST_CASE("lbfgs: the same bits with 1 and 2 threads") {
    const std::size_t count = 40000;
    const auto f = [](const Tensor<double>& x) { return quadratic(x, 10); };
    const auto x0 = full_tensor<double>({count}, 0.5);
    const int before = num_threads();
    set_num_threads(1);
    const auto one = lbfgs(f, x0, {.max_iterations = 4});
    set_num_threads(2);
    const auto two = lbfgs(f, x0, {.max_iterations = 4});
    set_num_threads(before);
    REQUIRE((one.x == two.x));
    REQUIRE(one.value == two.value);
}

TEST_CASE("lbfgs: errors") {
    const auto x0 = make_tensor<double>({1}, {1.0});
    REQUIRE_ERROR(lbfgs(parabola, Tensor<double>(1.0)), ShapeError,
                  "lbfgs: expected x0 [parameters], got []");
    REQUIRE_ERROR(lbfgs(parabola, empty_tensor<double>({0})), ShapeError,
                  "lbfgs: expected x0 [parameters], got [0]");
    REQUIRE_ERROR(lbfgs(parabola, make_tensor<double>({2}, {infinity, 1})), ValueError,
                  "lbfgs: expected a finite x0, got inf at 0");
    const auto wide = [](const Tensor<double>&) {
        return std::pair(1.0, make_tensor<double>({2}, {1, 1}));
    };
    REQUIRE_ERROR(lbfgs(wide, x0), ShapeError,
                  "lbfgs: expected f to return a gradient [1], got [2]");
    REQUIRE_ERROR(lbfgs(parabola, x0, {.memory = 0}), ValueError,
                  "lbfgs: expected memory >= 1, got 0");
    REQUIRE_ERROR(lbfgs(parabola, x0, {.gtol = -1}), ValueError,
                  "lbfgs: expected gtol >= 0, got -1");
    REQUIRE_ERROR(lbfgs(parabola, x0, {.ftol = not_a_number}), ValueError,
                  "lbfgs: expected ftol >= 0, got nan");
    REQUIRE_ERROR(lbfgs(parabola, x0, {.max_line_search = 0}), ValueError,
                  "lbfgs: expected max_line_search >= 1, got 0");
}

TEST_CASE("lbfgs: nothing to do") {
    const auto at_minimum = lbfgs(parabola, make_tensor<double>({1}, {0.0}));
    REQUIRE(at_minimum.status == MinimizeStatus::converged);
    REQUIRE(at_minimum.iterations == 0);
    REQUIRE(at_minimum.function_calls == 1);
    const auto flat = [](const Tensor<double>& x) {
        return std::pair(3.0, full_tensor<double>(x.shape(), 0.0));
    };
    const auto x0 = make_tensor<double>({2}, {1, 2});
    const auto level = lbfgs(flat, x0, {.gtol = 0});
    REQUIRE(level.status == MinimizeStatus::converged);
    REQUIRE((level.x == x0));
    const auto none = lbfgs(parabola, make_tensor<double>({1}, {1.0}), {.max_iterations = 0});
    REQUIRE(none.status == MinimizeStatus::limit_reached);
    REQUIRE(none.x(0) == 1);
    const auto near = lbfgs(parabola, make_tensor<double>({1}, {1e-11}), {.gtol = 0});
    REQUIRE(near.status == MinimizeStatus::converged);
    REQUIRE(near.iterations == 1);
    REQUIRE(near.function_calls == 3);
}

TEST_CASE("lbfgs: a NaN or infinity from f") {
    const auto x0 = make_tensor<double>({2}, {1, -0.5});
    const auto lost = lbfgs(walled(not_a_number), x0);
    REQUIRE(lost.status == MinimizeStatus::line_search);
    REQUIRE(lost.iterations == 3);
    REQUIRE(lost.function_calls == 40);
    REQUIRE(lost.x(0) == Approx(1.8293743));
    REQUIRE(lost.value == walled(0)(lost.x).value);
    const auto wall = lbfgs(walled(infinity), x0);
    REQUIRE(wall.status == MinimizeStatus::converged);
    REQUIRE(wall.iterations == 4);
    REQUIRE(wall.function_calls == 6);
    REQUIRE(wall.value == Approx(5.975047070483158));
}
