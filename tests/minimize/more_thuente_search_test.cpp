#include "nnlite/minimize/more_thuente_search.hpp"

#include <limits>

#include "support/catch.hpp"

using namespace nnlite::detail;

namespace {

constexpr MoreThuenteOptions strict{1e-4, 0.1, 1e-14, 1e-100, 1e100, 100};

}  // namespace

// Function 5.1 of the article's section 5, with beta = 2 and mu = 0.001, eta = 0.1: the steps,
// numbers of evaluations and derivatives are from table 1.
TEST_CASE("more_thuente_search: the article's first table") {
    const auto phi = [](double s) {
        return LinePoint{s, -s / (s * s + 2), (s * s - 2) / ((s * s + 2) * (s * s + 2))};
    };
    struct Row {
        double first;
        int evaluations;
        double step;
    };
    for (const Row& row :
         {Row{1e-3, 6, 1.4}, Row{1e-1, 3, 1.4}, Row{1e1, 1, 10}, Row{1e3, 4, 37}}) {
        int evaluations = 0;
        double last = 0;
        const auto end =
            more_thuente_search({0.001, 0.1, 1e-14, 1e-100, 1e100, 100}, phi(0), row.first,
                                [&](double s) { return ++evaluations, phi(last = s); });
        REQUIRE(end == SearchEnd::found);
        REQUIRE(evaluations == row.evaluations);
        REQUIRE(last == Approx(row.step).epsilon(0.03));
    }
}

TEST_CASE("more_thuente_search: how it ends") {
    const auto falling = [](double s) { return LinePoint{s, -s, -1}; };
    const auto uphill = [](double s) { return LinePoint{s, s, 1}; };
    const auto wrong = [](double s) { return LinePoint{s, s, -1}; };
    REQUIRE(more_thuente_search(strict, falling(0), 1, falling) == SearchEnd::exhausted);
    REQUIRE(more_thuente_search(strict, uphill(0), 1, uphill) == SearchEnd::refused);
    REQUIRE(more_thuente_search(strict, falling(0), 0, falling) == SearchEnd::refused);
    REQUIRE(more_thuente_search({1e-4, 0.1, 1e-14, 0, 8, 100}, falling(0), 1, falling) ==
            SearchEnd::stuck);
    REQUIRE(more_thuente_search(strict, wrong(0), 1, wrong) == SearchEnd::stuck);
}

TEST_CASE("more_thuente_search: the curves that it fits") {
    const auto cube = [](double s) { return LinePoint{s, s * s * s - 3 * s, 3 * s * s - 3}; };
    const LinePoint a = cube(0), b = cube(3);
    REQUIRE(CubicFit(a, b).step == Approx(1));
    REQUIRE(CubicFit(b, a).step == Approx(1));
    const auto square = [](double s) { return LinePoint{s, (s - 2) * (s - 2), 2 * (s - 2)}; };
    REQUIRE(secant_step(square(0), square(5)) == Approx(2));
}
