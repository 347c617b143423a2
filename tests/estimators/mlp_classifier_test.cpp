#include "nnlite/estimators/mlp_classifier.hpp"

#include <cmath>
#include <csignal>
#include <string>
#include <vector>

#include "estimators/mlp_data.hpp"
#include "support/make_tensor.hpp"
#include "support/not_finite.hpp"

using namespace nnlite;
using namespace mlp_data;

namespace {

template <class T>
void compare_classifier(double tolerance) {
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

TEST_CASE("MLPClassifier: as scikit-learn's") { compare_classifier<double>(1e-10); }

TEST_CASE("MLPClassifier: as scikit-learn's, in float") { compare_classifier<float>(1e-5); }

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

TEST_CASE("MLPClassifier: a dataset of bytes is learned as its numbers") {
    const auto [x, x_test, y, y_test] = digits<double>();
    const TensorDataset<double> all(load_digits(), {.divide_by = 16});
    const MLPOptions options = quiet(
        {.hidden_layer_sizes = {16}, .max_iter = 3, .random_state = 0, .early_stopping = true});
    MLPClassifier<> from_bytes(options), from_numbers(options);
    from_bytes.fit(all.subset(0, 600));
    from_numbers.fit(x, y);
    REQUIRE(from_bytes.loss_curve() == from_numbers.loss_curve());
    REQUIRE(from_bytes.validation_scores() == from_numbers.validation_scores());
    const auto test = all.subset(600, 700);
    REQUIRE((from_bytes.predict(test) == from_numbers.predict(x_test)));
    REQUIRE((from_bytes.predict_proba(test) == from_numbers.predict_proba(x_test)));
    REQUIRE(from_bytes.score(test) == from_numbers.score(x_test, y_test));
}

TEST_CASE("MLPClassifier: the same bits for any number of threads") {
    const auto [x, x_test, y, y_test] = digits<float>();
    const int before = num_threads();
    std::vector<std::vector<double>> losses;
    for (const int threads : {1, 2, 3}) {
        set_num_threads(threads);
        MLPClassifier<float> mlp(quiet({.max_iter = 3, .random_state = 0}));
        mlp.fit(x, y);
        losses.push_back(mlp.loss_curve());
        losses.back().push_back(double(mlp.predict_proba(x_test)(7, 7)));
    }
    set_num_threads(before);
    REQUIRE(losses[1] == losses[0]);
    REQUIRE(losses[2] == losses[0]);
}

TEST_CASE("MLPClassifier: without random_state every fit is another, every program alike") {
    const auto [x, x_test, y, y_test] = digits<double>();
    MLPClassifier<> a(quiet({.max_iter = 1})), b(quiet({.max_iter = 1}));
    a.fit(x, y);
    b.fit(x, y);
    REQUIRE(a.loss() == b.loss());
    b.fit(x, y);
    REQUIRE(a.loss() != b.loss());
}

TEST_CASE("MLPClassifier: probabilities") {
    const auto [x, x_test, y, y_test] = digits<double>();
    for (const bool odd : {false, true}) {
        MLPClassifier<> mlp(quiet({.max_iter = 2, .random_state = 0}));
        mlp.fit(x, odd ? Labels(y % 2) : y);
        const Tensor<double> p = mlp.predict_proba(x_test), logs = mlp.predict_log_proba(x_test);
        REQUIRE(p.shape() == Shape{100, odd ? 2U : 10U});
        const Labels predicted = mlp.predict(x_test);
        for (std::size_t row = 0; row < 100; ++row) {
            double sum = 0;
            for (std::size_t i = 0; i < p.shape()[1]; ++i) {
                sum += p(row, i);
                REQUIRE(logs(row, i) == Approx(std::log(p(row, i))));
                REQUIRE(p(row, i) <= p(row, std::size_t(predicted(row))));
            }
            REQUIRE(sum == Approx(1));
        }
    }
}

TEST_CASE("MLPClassifier: its weights and figures") {
    const auto [x, x_test, y, y_test] = digits<double>();
    MLPClassifier<> mlp(quiet({.hidden_layer_sizes = {5, 7}, .max_iter = 2, .random_state = 0}));
    REQUIRE(mlp.classes().empty());
    mlp.fit(x, y);
    REQUIRE(mlp.coefs()[1].shape() == Shape{5, 7});
    REQUIRE(mlp.intercepts()[2].shape() == Shape{10});
    REQUIRE(mlp.best_loss() == mlp.loss_curve()[1]);
    REQUIRE(!mlp.best_validation_score());
    auto network = mlp.network();
    REQUIRE(parameter_count(network) == 64 * 5 + 5 + 5 * 7 + 7 + 7 * 10 + 10);
}

TEST_CASE("MLPClassifier: early stopping takes the best weights") {
    const auto [x, x_test, y, y_test] = digits<double>();
    const MLPOptions options = quiet({.hidden_layer_sizes = {16},
                                      .learning_rate_init = 0.1,
                                      .max_iter = 40,
                                      .random_state = 0,
                                      .early_stopping = true,
                                      .n_iter_no_change = 3});
    MLPClassifier<> mlp(options);
    mlp.fit(x, y);
    REQUIRE(mlp.n_iter() < 40);
    REQUIRE(!mlp.best_loss());
    REQUIRE(mlp.best_validation_score() > mlp.validation_scores().back());
    NumpyRandomState random(0);
    for (const std::size_t count :
         std::vector<std::size_t>{64 * 16, 16, 16 * 10, 10}) {  // what the start took
        std::vector<double> numbers(count);
        random.uniform(numbers.data(), count, 0, 1);
    }
    const Split split = train_test_split(600, {.test_size = 0.1}, random);
    REQUIRE(mlp.score(take(x, split.test), take(y, split.test)) == mlp.best_validation_score());
}

namespace {

// The lines that a training prints, and its warnings.
std::vector<std::string> lines_of(MLPOptions options, std::size_t rows = 600) {
    std::vector<std::string> lines;
    options.verbose = true;
    options.random_state = 0;
    options.print = options.warn = [&](const std::string& line) { lines.push_back(line); };
    const auto [x, x_test, y, y_test] = digits<double>();
    MLPClassifier<>(options).fit(take(x, mlp_data::rows(0, rows)),
                                 take(y, mlp_data::rows(0, rows)));
    return lines;
}

}  // namespace

TEST_CASE("MLPClassifier: the lines of verbose") {
    REQUIRE(lines_of({.hidden_layer_sizes = {16, 12}, .max_iter = 2}) ==
            std::vector<std::string>{
                "Iteration 1, loss = 2.37515725", "Iteration 2, loss = 2.35658454",
                "ConvergenceWarning: Stochastic Optimizer: Maximum iterations (2) reached and the "
                "optimization hasn't converged yet."});
    const auto early =
        lines_of({.max_iter = 20, .tol = 1, .early_stopping = true, .n_iter_no_change = 2});
    REQUIRE(early.size() == 9);
    REQUIRE(early[1].starts_with("Validation score: 0."));
    REQUIRE(early[1].size() == std::string("Validation score: 0.123456").size());
    REQUIRE(early[8] ==
            "Validation score did not improve more than tol=1.000000 for 2 consecutive epochs. "
            "Stopping.");
    const auto adaptive = lines_of({.solver = MLPSolver::sgd,
                                    .learning_rate = MLPLearningRate::adaptive,
                                    .learning_rate_init = 4e-6,
                                    .max_iter = 20,
                                    .tol = 10,
                                    .n_iter_no_change = 1});
    const std::string better =
        "Training loss did not improve more than tol=10.000000 for 1 "
        "consecutive epochs.";
    REQUIRE(adaptive.size() == 7);
    REQUIRE(adaptive[3] == better + " Setting learning rate to 0.000001");
    REQUIRE(adaptive[6] == better + " Learning rate too small. Stopping.");
}

TEST_CASE("MLPClassifier: warnings") {
    REQUIRE(lines_of({.batch_size = 50, .max_iter = 1}, 30)[0] ==
            "UserWarning: batch_size 50 is cut to the 30 rows");
    REQUIRE(lines_of({.solver = MLPSolver::lbfgs, .max_iter = 3}) ==
            std::vector<std::string>{"ConvergenceWarning: lbfgs failed to converge (status=1): "
                                     "STOP: TOTAL NO. of ITERATIONS REACHED LIMIT"});
}

TEST_CASE("MLPClassifier: Ctrl-C ends the training and keeps the weights") {
    const auto [x, x_test, y, y_test] = digits<double>();
    for (const bool early_stopping : {false, true}) {
        std::vector<std::string> lines;
        MLPOptions options{.max_iter = 100,
                           .random_state = 0,
                           .verbose = true,
                           .early_stopping = early_stopping,
                           .stop_on_interrupt = true};
        options.print = [&](const std::string& line) {
            if (line.starts_with("Iteration 3,")) { std::raise(SIGINT); }
        };
        options.warn = [&](const std::string& line) { lines.push_back(line); };
        MLPClassifier<> mlp(options);
        mlp.fit(x, y);
        REQUIRE(lines == std::vector<std::string>{"UserWarning: Training interrupted by user."});
        REQUIRE(mlp.n_iter() == 3);
        REQUIRE(mlp.loss_curve().size() == 3);
        options.max_iter = 3;
        options.verbose = false;
        MLPClassifier<> three(options);
        three.fit(x, y);
        const bool same_weights = mlp.coefs() == three.coefs();
        REQUIRE(same_weights == early_stopping);  // the best; else one batch more
        REQUIRE(mlp.score(x_test, y_test) > 0.1);
    }
}

TEST_CASE("MLPClassifier: options out of range") {
    const auto require = [](MLPOptions options, const std::string& what) {
        REQUIRE_ERROR(MLPClassifier<>(options), ValueError, "MLPClassifier: expected " + what);
    };
    require({.hidden_layer_sizes = {8, 0}}, "hidden_layer_sizes[1] >= 1, got 0");
    require({.activation = Activation::gelu}, "activation none, sigmoid, tanh or relu, got gelu");
    require({.solver = static_cast<MLPSolver>(3)}, "solver adam, sgd or lbfgs, got 3");
    require({.alpha = -1}, "alpha >= 0, got -1");
    require({.batch_size = 0}, "batch_size >= 1, got 0");
    require({.learning_rate = static_cast<MLPLearningRate>(4)},
            "learning_rate constant, invscaling or adaptive, got 4");
    require({.learning_rate_init = 0}, "learning_rate_init > 0, got 0");
    require({.power_t = NAN}, "power_t >= 0, got nan");
    require({.max_iter = 0}, "max_iter >= 1, got 0");
    require({.random_state = -1}, "random_state in [0, 4294967295], got -1");
    require({.tol = -1e-4}, "tol >= 0, got -1e-04");
    require({.momentum = 1.5}, "momentum in [0, 1], got 1.5");
    require({.early_stopping = true, .validation_fraction = 0},
            "validation_fraction in (0, 1) with early_stopping, got 0");
    require({.validation_fraction = 1}, "validation_fraction in [0, 1), got 1");
    require({.beta_1 = 1}, "beta_1 in [0, 1), got 1");
    require({.beta_2 = -0.1}, "beta_2 in [0, 1), got -0.1");
    require({.epsilon = 0}, "epsilon > 0, got 0");
    require({.n_iter_no_change = 0}, "n_iter_no_change >= 1, got 0");
    require({.max_fun = 0}, "max_fun >= 1, got 0");
}

TEST_CASE("MLPClassifier: errors of fit and predict") {
    const auto x = make_tensor<double>({3, 2}, {0, 1, 2, 3, 4, 5});
    const auto y = make_tensor<std::int32_t>({3}, {0, 1, 0});
    MLPClassifier<> mlp(quiet({.max_iter = 1}));
    const std::string before = ": expected fit() to be called first";
    REQUIRE_ERROR(mlp.predict(x), ValueError, "MLPClassifier: predict" + before);
    REQUIRE_ERROR(mlp.predict_proba(x), ValueError, "MLPClassifier: predict_proba" + before);
    REQUIRE_ERROR(mlp.score(x, y), ValueError, "MLPClassifier: score" + before);
    REQUIRE_ERROR(mlp.fit(x, make_tensor<std::int32_t>({2}, {0, 1})), ShapeError,
                  "MLPClassifier: fit: expected a target for each of 3 rows, got 2");
    REQUIRE_ERROR(mlp.fit(x, make_tensor<std::int32_t>({3, 1}, {0, 1, 0})), ShapeError,
                  "MLPClassifier: fit: expected labels [rows], got [3, 1]");
    REQUIRE_ERROR(mlp.fit(x, make_tensor<std::int32_t>({3}, {4, 4, 4})), ValueError,
                  "MLPClassifier: fit: expected at least 2 classes, got 1");
    REQUIRE_ERROR(mlp.fit(make_tensor<double>({3, 1}, {0, NAN, 1}), y), ValueError,
                  "MLPClassifier: fit: expected finite numbers, got NaN at row 1, column 0");
    REQUIRE_ERROR(
        mlp.fit(make_tensor<double>({3, 1}, {0, 1, infinity}), y), ValueError,
        "MLPClassifier: fit: expected finite numbers, got an infinity at row 2, column 0");
    REQUIRE_ERROR(mlp.fit(make_tensor<double>({3}, {0, 1, 2}), y), ShapeError,
                  "MLPClassifier: fit: expected [rows, columns], got [3]");
    REQUIRE_ERROR(mlp.fit(empty_tensor<double>({0, 2}), empty_tensor<std::int32_t>({0})),
                  ValueError, "MLPClassifier: fit: expected data, got shape [0, 2]");
    mlp.fit(x, y);
    REQUIRE_ERROR(mlp.predict_proba(make_tensor<double>({1, 3}, {0, 1, 2})), ShapeError,
                  "MLPClassifier: predict_proba: expected rows of 2 features as before, got 3");
    REQUIRE_ERROR(mlp.predict(make_tensor<double>({1, 2}, {0, NAN})), ValueError,
                  "MLPClassifier: predict: expected finite numbers, got NaN at row 0, column 1");
    REQUIRE_ERROR(mlp.score(x, make_tensor<std::int32_t>({2}, {0, 1})), ShapeError,
                  "MLPClassifier: score: expected a target for each of 3 rows, got 2");
    const Tensor<double> huge = x * 1e300;
    MLPClassifier<> unstable(quiet({.activation = Activation::none,
                                    .solver = MLPSolver::sgd,
                                    .max_iter = 9,
                                    .random_state = 0}));
    REQUIRE_ERROR(unstable.fit(huge, y), ValueError,
                  "MLPClassifier: the weights are no longer finite after 2 iterations; scale the "
                  "inputs, or take a smaller learning_rate_init");
}

TEST_CASE("MLPClassifier: errors of warm_start and partial_fit") {
    const auto x = make_tensor<double>({3, 2}, {0, 1, 2, 3, 4, 5});
    const auto wide = make_tensor<double>({3, 1}, {0, 1, 2});
    const auto y = make_tensor<std::int32_t>({3}, {0, 1, 0});
    const auto other = make_tensor<std::int32_t>({3}, {0, 7, 0});
    MLPClassifier<> warm(quiet({.max_iter = 1, .warm_start = true}));
    warm.fit(x, y);
    REQUIRE_ERROR(warm.fit(x, other), ValueError,
                  "MLPClassifier: fit: expected the classes of the last fit() with warm_start, "
                  "0, 1; got 0, 7");
    REQUIRE_ERROR(warm.fit(wide, y), ShapeError,
                  "MLPClassifier: fit: expected rows of 2 features as before, got 1");

    MLPClassifier<> mlp;
    REQUIRE_ERROR(mlp.partial_fit(x, y), ValueError,
                  "MLPClassifier: partial_fit: expected classes in the first call");
    REQUIRE_ERROR(mlp.partial_fit(x, y, make_tensor<std::int32_t>({1}, {0})), ValueError,
                  "MLPClassifier: partial_fit: expected at least 2 classes, got 1");
    mlp.partial_fit(x, y, make_tensor<std::int32_t>({3}, {2, 1, 0}));
    mlp.partial_fit(x, y, make_tensor<std::int32_t>({3}, {0, 1, 2}));
    REQUIRE_ERROR(mlp.partial_fit(x, y, y), ValueError,
                  "MLPClassifier: partial_fit: expected the classes of the last call, 0, 1, 2; "
                  "got 0, 1");
    REQUIRE_ERROR(mlp.partial_fit(x, other), ValueError,
                  "MLPClassifier: partial_fit: expected labels of the classes 0, 1, 2; got 7");
    REQUIRE_ERROR(mlp.partial_fit(wide, y), ShapeError,
                  "MLPClassifier: partial_fit: expected rows of 2 features as before, got 1");
    REQUIRE_ERROR(MLPClassifier<>({.solver = MLPSolver::lbfgs}).partial_fit(x, y, y), ValueError,
                  "MLPClassifier: partial_fit: expected solver adam or sgd, got lbfgs");
    REQUIRE_ERROR(MLPClassifier<>({.early_stopping = true}).partial_fit(x, y, y), ValueError,
                  "MLPClassifier: partial_fit: expected early_stopping = false, got true");
}

TEST_CASE("MLPClassifier: smallest data") {
    MLPClassifier<> mlp(quiet({.hidden_layer_sizes = {1}, .max_iter = 3}));
    const auto x = make_tensor<double>({2, 1}, {0, 1});
    mlp.fit(x, make_tensor<std::int32_t>({2}, {-5, 9}));
    REQUIRE(mlp.classes() == std::vector<std::int32_t>{-5, 9});
    REQUIRE(mlp.predict(make_tensor<double>({1, 1}, {0.5})).size() == 1);
}
