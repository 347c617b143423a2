#include "nnlite/minimize/conjugate_gradient.hpp"

#include <vector>

#include "nnlite/core/parallel.hpp"
#include "optimizers/minimisation.hpp"
#include "support/make_tensor.hpp"
#include "support/not_finite.hpp"
#include "support/parabola.hpp"

using namespace nnlite;

TEST_CASE("conjugate_gradient: as SciPy's fmin_cg") {
    compare_with_scipy(reference::conjugate_gradient, [](auto f, const auto& x0, std::size_t most) {
        return most == 0 ? conjugate_gradient(f, x0)
                         : conjugate_gradient(f, x0, {.max_iterations = most});
    });
}

TEST_CASE("conjugate_gradient: a parabola") {
    const auto got = conjugate_gradient(parabola, make_tensor<double>({1}, {0.5}));
    REQUIRE(got.x(0) == Approx(0).margin(1e-5));
    REQUIRE(got.status == MinimizeStatus::converged);
    REQUIRE(got.message == "Optimization terminated successfully.");
}

TEST_CASE("conjugate_gradient: in float") {
    const auto f = [](const Tensor<float>& x) {
        return std::pair(float(x(0) * x(0) + 10 * x(1) * x(1)),
                         make_tensor<float>({2}, {2 * x(0), 20 * x(1)}));
    };
    const auto got = conjugate_gradient(f, make_tensor<float>({2}, {3, 1}), {.gtol = 1e-4});
    REQUIRE(got.status == MinimizeStatus::converged);
    REQUIRE(std::abs(got.x(0)) < 1e-4F);
    REQUIRE(std::abs(got.x(1)) < 1e-5F);
}

TEST_CASE("conjugate_gradient: the value falls and the gradient ends below gtol") {
    std::vector<double> values{infinity};
    const auto got = conjugate_gradient(
        rosenbrock, make_tensor<double>({3}, {-1.2, 1, 2}),
        {.gtol = 1e-7, .callback = [&](const auto& x) { values.push_back(rosenbrock(x).value); }});
    REQUIRE(got.status == MinimizeStatus::converged);
    REQUIRE(values.size() == got.iterations + 1);
    REQUIRE(std::is_sorted(values.rbegin(), values.rend()));
    REQUIRE(values.back() == got.value);
    REQUIRE(detail::vector_norm(got.gradient, infinity) <= 1e-7);
}

TEST_CASE("conjugate_gradient: the norm that gtol is for") {
    const auto x0 = make_tensor<double>({5}, {1.3, 0.7, 0.8, 1.9, 1.2});
    for (const double norm : {1.0, 2.0, infinity, -infinity}) {
        const auto got = conjugate_gradient(rosenbrock, x0, {.gtol = 1e-3, .norm = norm});
        REQUIRE(got.status == MinimizeStatus::converged);
        REQUIRE(detail::vector_norm(got.gradient, norm) <= 1e-3);
    }
}

TEST_CASE("conjugate_gradient: the same bits with 1 and 2 threads") {
    const std::size_t count = 40000;
    const auto f = [](const Tensor<double>& x) { return quadratic(x, 10); };
    const auto x0 = full_tensor<double>({count}, 0.5);
    const int before = num_threads();
    set_num_threads(1);
    const auto one = conjugate_gradient(f, x0, {.max_iterations = 4});
    set_num_threads(2);
    const auto two = conjugate_gradient(f, x0, {.max_iterations = 4});
    set_num_threads(before);
    REQUIRE((one.x == two.x));
    REQUIRE(one.value == two.value);
}

TEST_CASE("conjugate_gradient: errors") {
    const auto x0 = make_tensor<double>({1}, {1.0});
    REQUIRE_ERROR(conjugate_gradient(parabola, make_tensor<double>({1, 2}, {1, 2})), ShapeError,
                  "conjugate_gradient: expected x0 [parameters], got [1, 2]");
    REQUIRE_ERROR(conjugate_gradient(parabola, empty_tensor<double>({0})), ShapeError,
                  "conjugate_gradient: expected x0 [parameters], got [0]");
    REQUIRE_ERROR(conjugate_gradient(parabola, make_tensor<double>({2}, {1, -infinity})),
                  ValueError, "conjugate_gradient: expected a finite x0, got -inf at 1");
    const auto wide = [](const Tensor<double>&) {
        return std::pair(1.0, make_tensor<double>({2}, {1, 1}));
    };
    REQUIRE_ERROR(conjugate_gradient(wide, x0), ShapeError,
                  "conjugate_gradient: expected f to return a gradient [1], got [2]");
    REQUIRE_ERROR(conjugate_gradient(parabola, x0, {.gtol = -1}), ValueError,
                  "conjugate_gradient: expected gtol >= 0, got -1");
    REQUIRE_ERROR(conjugate_gradient(parabola, x0, {.norm = 0}), ValueError,
                  "conjugate_gradient: expected a norm that is not 0, got 0");
}

TEST_CASE("conjugate_gradient: nothing to do") {
    const auto at_minimum = conjugate_gradient(parabola, make_tensor<double>({1}, {0.0}));
    REQUIRE(at_minimum.status == MinimizeStatus::converged);
    REQUIRE(at_minimum.iterations == 0);
    REQUIRE(at_minimum.function_calls == 1);
    const auto flat = [](const Tensor<double>& x) {
        return std::pair(3.0, full_tensor<double>(x.shape(), 0.0));
    };
    const auto x0 = make_tensor<double>({2}, {1, 2});
    const auto level = conjugate_gradient(flat, x0, {.gtol = 0});
    REQUIRE(level.status == MinimizeStatus::converged);
    REQUIRE((level.x == x0));
    const auto none =
        conjugate_gradient(parabola, make_tensor<double>({1}, {1.0}), {.max_iterations = 0});
    REQUIRE(none.status == MinimizeStatus::limit_reached);
    REQUIRE(none.x(0) == 1);
    REQUIRE(none.value == 1);
}

TEST_CASE("conjugate_gradient: a NaN or infinity from f ends it as in SciPy") {
    const auto x0 = make_tensor<double>({2}, {1, -0.5});
    const auto lost = conjugate_gradient(walled(not_a_number), x0);
    REQUIRE(lost.status == MinimizeStatus::not_a_number);
    REQUIRE(lost.message == "NaN result encountered.");
    REQUIRE(lost.function_calls == 113);
    REQUIRE(lost.gradient_calls == 113);
    const auto wall = conjugate_gradient(walled(infinity), x0);
    REQUIRE(wall.status == MinimizeStatus::line_search);
    REQUIRE(wall.function_calls == 26);
    REQUIRE(wall.gradient_calls == 13);
    REQUIRE(wall.value == Approx(2.507680399960941));
}
