#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "nnlite/data/digits.hpp"
#include "nnlite/data/split.hpp"
#include "reference/mlp.hpp"
#include "support/catch.hpp"

// The data of tests/reference/mlp.py: 600 digits to learn, 100 to test.
namespace mlp_data {

using namespace nnlite;

inline std::vector<std::size_t> rows(std::size_t first, std::size_t last) {
    std::vector<std::size_t> result(last - first);
    std::iota(result.begin(), result.end(), first);
    return result;
}

template <class T>
struct Digits {
    Tensor<T> x, x_test;
    Labels y, y_test;
};

template <class T>
Digits<T> digits() {
    const ImageData data = load_digits();
    Tensor<T> pixels = data.images / T(16);
    pixels.reshape({1797, 64});
    const auto train = rows(0, 600), test = rows(600, 700);
    return {take(pixels, train), take(pixels, test), take(data.labels, train),
            take(data.labels, test)};
}

// Options that keep a test quiet.
inline MLPOptions quiet(MLPOptions options) {
    options.warn = [](const std::string&) {};
    return options;
}

inline double relative_difference(const std::vector<double>& got,
                                  const std::vector<double>& wanted) {
    REQUIRE(got.size() == wanted.size());
    double largest = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        largest = std::max(largest, std::abs(got[i] - wanted[i]) / std::abs(wanted[i]));
    }
    return largest;
}

// The sums of the magnitudes of each coefs and each intercepts.
template <class Model>
std::vector<double> sums(const Model& model) {
    std::vector<double> result;
    for (const auto& list : {model.coefs(), model.intercepts()}) {
        for (const auto& values : list) {
            result.push_back(std::accumulate(
                values.begin(), values.end(), 0.0,
                [](double sum, auto value) { return sum + std::abs(double(value)); }));
        }
    }
    return result;
}

template <class T>
std::vector<double> numbers(const Tensor<T>& values) {
    return {values.begin(), values.end()};
}

// The targets of a run: those of training, or of the test.
template <class T>
Tensor<T> regression_targets(const reference::MLPRun& run, const Tensor<T>& x, const Labels& y) {
    const Tensor<T> number = y / T(10);
    if (std::string(run.target) == "number") { return number; }
    Tensor<T> both = empty_tensor<T>({y.size(), 2});
    for (std::size_t row = 0; row < y.size(); ++row) {
        both(row, 0) = number(row);
        both(row, 1) = T(0);
        for (std::size_t i = 0; i < 64; ++i) { both(row, 1) += x(row, i) / T(64); }
    }
    return both;
}

// Compares a trained model with scikit-learn's.
template <class Model, class T>
void compare(const Model& model, const reference::MLPRun& run, const Tensor<T>& answers,
             double tolerance) {
    REQUIRE(relative_difference(model.loss_curve(), run.loss_curve) < tolerance);
    REQUIRE(relative_difference(model.validation_scores(), run.validation_scores) < tolerance);
    REQUIRE(model.loss() == Approx(run.loss).epsilon(tolerance));
    REQUIRE(model.n_iter() == run.n_iter);
    REQUIRE(model.t() == run.t);
    REQUIRE(relative_difference(sums(model), run.sums) < 100 * tolerance);
    REQUIRE(relative_difference(numbers(answers), run.answers) < 100 * tolerance);
}

// Whether rounding in float shows: it grows with the iterations.
template <class T>
bool is_too_long(const reference::MLPRun& run) {
    return std::is_same_v<T, float> && (run.n_iter > 8 || run.options.solver == MLPSolver::lbfgs);
}

}  // namespace mlp_data
