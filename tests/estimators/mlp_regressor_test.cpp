#include "nnlite/estimators/mlp_regressor.hpp"

#include "estimators/mlp_data.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;
using namespace mlp_data;

namespace {

template <class T>
void compare_regressor(double tolerance) {
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

TEST_CASE("MLPRegressor: as scikit-learn's") { compare_regressor<double>(1e-10); }

TEST_CASE("MLPRegressor: as scikit-learn's, in float") { compare_regressor<float>(1e-5); }

TEST_CASE("MLPRegressor: shapes, and a dataset") {
    const auto [x, x_test, y, y_test] = digits<double>();
    const Tensor<double> target = y / 10.0;
    const MLPOptions options = quiet({.hidden_layer_sizes = {8}, .max_iter = 2, .random_state = 0});
    MLPRegressor<> one(options), column(options), dataset(options);
    one.fit(x, target);
    Tensor<double> column_target = target;
    column_target.reshape({600, 1});
    column.fit(x, column_target);
    const TensorDataset<double> data(x, target);
    dataset.fit(data);
    REQUIRE(one.predict(x_test).shape() == Shape{100});
    REQUIRE(column.predict(x_test).shape() == Shape{100});
    REQUIRE(column.loss_curve() == one.loss_curve());
    REQUIRE(dataset.loss_curve() == one.loss_curve());
    REQUIRE(dataset.score(data) == one.score(x, target));
}

TEST_CASE("MLPRegressor: errors") {
    const auto x = make_tensor<double>({3, 2}, {0, 1, 2, 3, 4, 5});
    const auto y = make_tensor<double>({3}, {0, 1, 0});
    MLPRegressor<> mlp(quiet({.max_iter = 1, .warm_start = true}));
    REQUIRE_ERROR(mlp.predict(x), ValueError,
                  "MLPRegressor: predict: expected fit() to be called first");
    REQUIRE_ERROR(mlp.fit(x, make_tensor<double>({2}, {0, 1})), ShapeError,
                  "MLPRegressor: fit: expected a target for each of 3 rows, got 2");
    REQUIRE_ERROR(mlp.fit(x, empty_tensor<double>({3, 1, 1})), ShapeError,
                  "MLPRegressor: fit: expected y [rows] or [rows, outputs], got [3, 1, 1]");
    REQUIRE_ERROR(mlp.fit(x, make_tensor<double>({3}, {0, NAN, 1})), ValueError,
                  "MLPRegressor: fit: y: expected finite numbers, got NaN at row 1, column 0");
    mlp.fit(x, y);
    REQUIRE_ERROR(mlp.fit(x, make_tensor<double>({3, 2}, {0, 1, 2, 3, 4, 5})), ShapeError,
                  "MLPRegressor: fit: expected 1 outputs as before, got 2");
    REQUIRE_ERROR(
        mlp.partial_fit(make_tensor<double>({1, 3}, {0, 1, 2}), make_tensor<double>({1}, {1})),
        ShapeError, "MLPRegressor: partial_fit: expected rows of 2 features as before, got 3");
    REQUIRE_ERROR(MLPRegressor<>({.solver = MLPSolver::lbfgs}).partial_fit(x, y), ValueError,
                  "MLPRegressor: partial_fit: expected solver adam or sgd, got lbfgs");
    REQUIRE_ERROR(MLPRegressor<>({.early_stopping = true}).partial_fit(x, y), ValueError,
                  "MLPRegressor: partial_fit: expected early_stopping = false, got true");
    const TensorDataset<double> labelled(x, make_tensor<std::int32_t>({3}, {0, 1, 2}));
    REQUIRE_ERROR(mlp.fit(labelled), ValueError,
                  "MLPRegressor: expected dense targets (a Tensor), got Labels of "
                  "shape [3]");
}
