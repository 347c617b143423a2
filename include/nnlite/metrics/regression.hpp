#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <string_view>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite {

namespace detail {

template <class T>
void check_regression(std::string_view place, const Tensor<T>& predicted, const Tensor<T>& targets,
                      std::size_t least_rows = 1) {
    const Shape& shape = targets.shape();
    if (predicted.shape() != shape) {
        fail<ShapeError>(place, ": expected predictions and targets of one shape, got ",
                         predicted.shape(), " and ", shape);
    }
    if (shape.empty() || shape[0] < least_rows || targets.size() == 0) {
        fail<ValueError>(place, ": expected at least ", least_rows, " rows, got shape ", shape);
    }
}

// The mean over rows of f(predicted - target), one number per output.
template <class T, class F>
Vector<double> mean_per_output(const Tensor<T>& predicted, const Tensor<T>& targets, F&& f) {
    const std::size_t rows = targets.shape()[0];
    Vector<double> means(targets.size() / rows, 0.0);
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const double difference =
            static_cast<double>(predicted.data()[i]) - static_cast<double>(targets.data()[i]);
        means[i % means.size()] += f(difference);
    }
    for (double& mean : means) { mean /= static_cast<double>(rows); }
    return means;
}

inline double mean_of(const Vector<double>& values) {
    double sum = 0;
    for (const double value : values) { sum += value; }
    return sum / static_cast<double>(values.size());
}

}  // namespace detail

/// mean (predicted - target)^2.
/// Shapes: both [rows, ...].
/// Throws: ShapeError if the shapes differ; ValueError if there are no rows.
template <std::floating_point T>
double mean_squared_error(const Tensor<T>& predicted, const Tensor<T>& targets) {
    detail::check_regression("mean_squared_error", predicted, targets);
    return detail::mean_of(
        detail::mean_per_output(predicted, targets, [](double d) { return d * d; }));
}

/// mean |predicted - target|.
/// Shapes: both [rows, ...].
/// Throws: ShapeError if the shapes differ; ValueError if there are no rows.
template <std::floating_point T>
double mean_absolute_error(const Tensor<T>& predicted, const Tensor<T>& targets) {
    detail::check_regression("mean_absolute_error", predicted, targets);
    return detail::mean_of(
        detail::mean_per_output(predicted, targets, [](double d) { return std::abs(d); }));
}

/// sqrt(mean (predicted - target)^2) of each output, averaged over the outputs.
/// Shapes: both [rows, ...].
/// Throws: ShapeError if the shapes differ; ValueError if there are no rows.
/// Source: scikit-learn's mean_squared_error(squared=False).
template <std::floating_point T>
double root_mean_squared_error(const Tensor<T>& predicted, const Tensor<T>& targets) {
    detail::check_regression("root_mean_squared_error", predicted, targets);
    auto errors = detail::mean_per_output(predicted, targets, [](double d) { return d * d; });
    for (double& error : errors) { error = std::sqrt(error); }
    return detail::mean_of(errors);
}

/// R^2 = 1 - sum (predicted - target)^2 / sum (target - mean)^2 of each output, averaged over the
/// outputs. An output whose targets are all equal counts 1 if predicted without error, else 0.
/// Shapes: both [rows, ...].
/// Throws: ShapeError if the shapes differ; ValueError if there are fewer than 2 rows.
/// Source: scikit-learn's r2_score.
template <std::floating_point T>
double r2_score(const Tensor<T>& predicted, const Tensor<T>& targets) {
    detail::check_regression("r2_score", predicted, targets, 2);
    auto scores = detail::mean_per_output(predicted, targets, [](double d) { return d * d; });
    const std::size_t outputs = scores.size();
    const auto rows = targets.shape()[0];
    for (std::size_t output = 0; output < outputs; ++output) {
        const T* values = targets.data() + output;
        double mean = 0;
        for (std::size_t row = 0; row < rows; ++row) {
            mean += static_cast<double>(values[row * outputs]);
        }
        mean /= static_cast<double>(rows);
        double variance = 0;
        for (std::size_t row = 0; row < rows; ++row) {
            const double distance = static_cast<double>(values[row * outputs]) - mean;
            variance += distance * distance;
        }
        variance /= static_cast<double>(rows);
        double& score = scores[output];
        score = score == 0 ? 1.0 : variance == 0 ? 0.0 : 1.0 - score / variance;
    }
    return detail::mean_of(scores);
}

}  // namespace nnlite
