#include "nnlite/estimators/mlp_classifier.hpp"

#include "estimators/mlp_data.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;
using namespace mlp_data;

namespace {

template <class T>
void compare_with_scikit_learn(double tolerance) {
    const auto [x, x_test, y, y_test] = digits<T>();
    for (const auto& run : reference::mlp_classifier) {
        INFO(run.name);
        if (is_too_long<T>(run)) { continue; }
        const bool odd = std::string(run.target) == "odd";
        const Labels target = odd ? Labels(y % 2) : y;
        MLPClassifier<T> mlp(quiet(run.options));
        for (int call = 0; call < run.calls; ++call) {
            if (!run.partial) {
                mlp.fit(x, target);
            } else if (call == 0) {
                mlp.partial_fit(x, target, target);
            } else {
                mlp.partial_fit(x, target);
            }
        }
        compare(mlp, run, mlp.predict_proba(take(x_test, rows(0, 2))), tolerance);
        REQUIRE(mlp.score(x_test, odd ? Labels(y_test % 2) : y_test) == run.score);
    }
}

}  // namespace

TEST_CASE("MLPClassifier: as scikit-learn's") { compare_with_scikit_learn<double>(1e-10); }

TEST_CASE("MLPClassifier: as scikit-learn's, in float") { compare_with_scikit_learn<float>(1e-5); }

TEST_CASE("MLPClassifier: texts as labels") {
    const auto [x, x_test, y, y_test] = digits<double>();
    const auto texts = [](const Labels& labels) {
        std::vector<std::string> result;
        for (const auto label : labels) { result.push_back(std::to_string(label)); }
        return result;
    };
    const MLPOptions options =
        quiet({.hidden_layer_sizes = {16}, .max_iter = 20, .random_state = 0});
    MLPClassifier<double, std::string> named(options);
    MLPClassifier<> numbered(options);
    named.fit(x, texts(y));
    numbered.fit(x, y);
    REQUIRE(named.classes().front() == "0");
    REQUIRE(named.predict(x_test) == texts(numbered.predict(x_test)));
    REQUIRE(named.score(x_test, texts(y_test)) == numbered.score(x_test, y_test));
    REQUIRE(named.loss_curve() == numbered.loss_curve());
}

TEST_CASE("MLPClassifier: errors of fit and predict") {
    const auto x = make_tensor<double>({3, 2}, {0, 1, 2, 3, 4, 5});
    const auto y = make_tensor<std::int32_t>({3}, {0, 1, 0});
    MLPClassifier<> mlp(quiet({.max_iter = 1}));
    REQUIRE_ERROR(mlp.predict(x), ValueError,
                  "MLPClassifier: predict: expected fit() before, it was not called");
    REQUIRE_ERROR(mlp.fit(x, make_tensor<std::int32_t>({2}, {0, 1})), ShapeError,
                  "MLPClassifier: fit: expected a target for each of 3 rows, got 2");
    REQUIRE_ERROR(mlp.fit(x, make_tensor<std::int32_t>({3}, {4, 4, 4})), ValueError,
                  "MLPClassifier: fit: expected at least 2 classes, got 1");
    REQUIRE_ERROR(mlp.fit(make_tensor<double>({3, 1}, {0, NAN, 1}), y), ValueError,
                  "MLPClassifier: fit: expected finite numbers, got NaN at row 1, column 0");
    mlp.fit(x, y);
    REQUIRE_ERROR(mlp.predict_proba(make_tensor<double>({1, 3}, {0, 1, 2})), ShapeError,
                  "MLPClassifier: predict_proba: expected rows of 2 features as before, got 3");
}
