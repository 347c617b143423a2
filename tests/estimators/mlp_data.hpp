#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
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

// What a trained model shares with scikit-learn's.
template <class Model>
void compare(const Model& model, const reference::MLPRun& run, double tolerance) {
    REQUIRE(relative_difference(model.loss_curve(), run.loss_curve) < tolerance);
    REQUIRE(relative_difference(model.validation_scores(), run.validation_scores) < tolerance);
    REQUIRE(model.loss() == Approx(run.loss).epsilon(tolerance));
    REQUIRE(model.n_iter() == run.n_iter);
    REQUIRE(model.t() == run.t);
    REQUIRE(relative_difference(sums(model), run.sums) < 100 * tolerance);
}

}  // namespace mlp_data
