#include "nnlite/minimize/zoom_search.hpp"

#include <limits>

#include "support/catch.hpp"

using namespace nnlite::detail;

namespace {

// A line given by two functions.
struct Line {
    double (*f)(double);
    double (*df)(double);
    double* last;
    double value(double step) const { return f(*last = step); }
    double slope(double step) const { return df(*last = step); }
};

const auto any = [](const LinePoint&) { return true; };
const auto none = [](const LinePoint&) { return false; };

}  // namespace

TEST_CASE("zoom_search: a step that satisfies the strong Wolfe conditions") {
    double last = 0;
    const Line line{[](double s) { return -s / (s * s + 2); },
                    [](double s) { return (s * s - 2) / ((s * s + 2) * (s * s + 2)); }, &last};
    for (const double first : {1e-2, 0.5, 1.0, 1.4, 20.0, 1e3}) {
        const WolfeConditions wolfe{1e-4, 0.1, {0, line.value(0), line.slope(0)}};
        REQUIRE(zoom_search(line, wolfe, first, any));
        const double step = last;
        REQUIRE_FALSE(wolfe.is_too_high(step, line.value(step)));
        REQUIRE(wolfe.is_flat(line.slope(step)));
    }
}

TEST_CASE("zoom_search: no step") {
    double last = 0;
    const Line line{[](double s) { return (s - 1) * (s - 1); },
                    [](double s) { return 2 * (s - 1); }, &last};
    const WolfeConditions wolfe{1e-4, 0.4, {0, 1, -2}};
    REQUIRE_FALSE(zoom_search(line, wolfe, 0, any));
    REQUIRE_FALSE(zoom_search(line, wolfe, 1, none));
    const Line uphill{[](double s) { return s; }, [](double) { return -1.0; }, &last};
    REQUIRE_FALSE(zoom_search(uphill, {1e-4, 0.4, {0, 0, -1}}, 1, any));
}

TEST_CASE("zoom_search: after ten doublings the last step is taken") {
    double last = 0;
    const Line falling{[](double s) { return -s; }, [](double) { return -1.0; }, &last};
    REQUIRE(zoom_search(falling, {1e-4, 0.4, {0, 0, -1}}, 1, any));
    REQUIRE(last == 1024);
}

TEST_CASE("zoom_search: the cubic, the parabola, the middle") {
    const auto cube = [](double s) { return LinePoint{s, s * s * s - 3 * s, 3 * s * s - 3}; };
    REQUIRE(three_point_step(cube(0), cube(3), cube(2)) == Approx(1));
    const LinePoint low{0, 4, -4}, high{5, 9, 0}, recent = cube(0);
    REQUIRE(zoom_step(low, high, nullptr) == Approx(2));
    REQUIRE(zoom_step({0, 0, -1}, {4, std::numeric_limits<double>::infinity(), 0}, nullptr) == 2);
    REQUIRE(zoom_step(low, high, &recent) == Approx(2));  // a cubic through one point twice
}
