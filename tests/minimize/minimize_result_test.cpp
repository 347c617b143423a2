#include "nnlite/minimize/minimize_result.hpp"

#include <limits>

#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

TEST_CASE("MinimizeResult: SciPy's text") {
    MinimizeResult<> result{make_tensor<double>({1}, {0.0}),
                            1.0699134,
                            make_tensor<double>({1}, {0.0}),
                            50,
                            115,
                            114,
                            MinimizeStatus::limit_reached,
                            "Maximum number of iterations has been exceeded."};
    REQUIRE(result.text() ==
            "Warning: Maximum number of iterations has been exceeded.\n"
            "         Current function value: 1.069913\n"
            "         Iterations: 50\n"
            "         Function evaluations: 115\n"
            "         Gradient evaluations: 114\n");
    result.status = MinimizeStatus::converged;
    result.message = "Optimization terminated successfully.";
    result.value = -std::numeric_limits<double>::quiet_NaN();
    REQUIRE(result.text() ==
            "Optimization terminated successfully.\n"
            "         Current function value: nan\n"
            "         Iterations: 50\n"
            "         Function evaluations: 115\n"
            "         Gradient evaluations: 114\n");
    result.value = std::numeric_limits<double>::lowest();
    REQUIRE(result.text().find(": -1797693134862315") != std::string::npos);
}

TEST_CASE("MinimizeResult: the numbers of SciPy's warnflag") {
    REQUIRE(int(MinimizeStatus::converged) == 0);
    REQUIRE(int(MinimizeStatus::limit_reached) == 1);
    REQUIRE(int(MinimizeStatus::line_search) == 2);
    REQUIRE(int(MinimizeStatus::not_a_number) == 3);
}
