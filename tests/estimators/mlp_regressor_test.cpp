#include "nnlite/estimators/mlp_regressor.hpp"

#include "estimators/mlp_data.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;
using namespace mlp_data;

namespace {

template <class T>
void compare_with_scikit_learn(double tolerance) {
    const auto [x, x_test, y, y_test] = digits<T>();
    for (const auto& run : reference::mlp_regressor) {
        INFO(run.name);
        if (is_too_long<T>(run)) { continue; }
        const Tensor<T> target = regression_targets(run, x, y);
        MLPRegressor<T> mlp(quiet(run.options));
        for (int call = 0; call < run.calls; ++call) {
            run.partial ? mlp.partial_fit(x, target) : mlp.fit(x, target);
        }
        compare(mlp, run, mlp.predict(take(x_test, rows(0, 2))), tolerance);
        REQUIRE(mlp.score(x_test, regression_targets(run, x_test, y_test)) ==
                Approx(run.score).epsilon(100 * tolerance));
    }
}

}  // namespace

TEST_CASE("MLPRegressor: as scikit-learn's") { compare_with_scikit_learn<double>(1e-10); }

TEST_CASE("MLPRegressor: as scikit-learn's, in float") { compare_with_scikit_learn<float>(1e-5); }
