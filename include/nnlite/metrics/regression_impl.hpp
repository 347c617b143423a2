#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <string_view>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/metrics/regression.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

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

// The power of 2 by which values up to `largest` are divided so that no square overflows or
// underflows.
NNLITE_INLINE double safe_scale(double largest) {
    int exponent = 0;
    if (std::isfinite(largest)) { std::frexp(largest, &exponent); }
    return std::abs(exponent) < 500 ? 1.0 : std::ldexp(1.0, exponent - 1);
}

// The mean over rows of f(predicted - target), one value per output.
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

// The score of one output, whose elements are `stride` apart.
template <class T>
double r2_of_output(std::size_t rows, std::size_t stride, const T* predicted, const T* targets) {
    double largest = 0;
    bool is_constant = true;
    for (std::size_t i = 0; i < rows * stride; i += stride) {
        const double target = std::abs(double(targets[i]));
        largest = std::max({largest, target, std::abs(double(predicted[i]))});
        is_constant = is_constant && targets[i] == targets[0];
    }
    const double scale = safe_scale(largest);
    double mean = 0, error = 0, variance = 0;
    for (std::size_t i = 0; i < rows * stride; i += stride) { mean += double(targets[i]) / scale; }
    mean /= double(rows);
    for (std::size_t i = 0; i < rows * stride; i += stride) {
        const double target = double(targets[i]) / scale;
        const double difference = double(predicted[i]) / scale - target;
        const double distance = target - mean;
        error += difference * difference;
        variance += distance * distance;
    }
    error /= double(rows);
    variance /= double(rows);
    return error == 0 ? 1.0 : is_constant ? 0.0 : 1.0 - error / variance;
}

NNLITE_INLINE double mean_of(const Vector<double>& values) {
    double sum = 0;
    for (const double value : values) { sum += value; }
    return sum / static_cast<double>(values.size());
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
double mean_squared_error(const Tensor<T>& predicted, const Tensor<T>& targets) {
    detail::check_regression("mean_squared_error", predicted, targets);
    return detail::mean_of(
        detail::mean_per_output(predicted, targets, [](double d) { return d * d; }));
}

template <std::floating_point T>
double mean_absolute_error(const Tensor<T>& predicted, const Tensor<T>& targets) {
    detail::check_regression("mean_absolute_error", predicted, targets);
    return detail::mean_of(
        detail::mean_per_output(predicted, targets, [](double d) { return std::abs(d); }));
}

template <std::floating_point T>
double root_mean_squared_error(const Tensor<T>& predicted, const Tensor<T>& targets) {
    detail::check_regression("root_mean_squared_error", predicted, targets);
    double largest = 0;
    detail::mean_per_output(predicted, targets, [&](double d) {
        largest = std::max(largest, std::abs(d));
        return 0.0;
    });
    const double scale = detail::safe_scale(largest);
    auto errors = detail::mean_per_output(predicted, targets,
                                          [scale](double d) { return (d / scale) * (d / scale); });
    for (double& error : errors) { error = std::sqrt(error); }
    return scale * detail::mean_of(errors);
}

template <std::floating_point T>
double r2_score(const Tensor<T>& predicted, const Tensor<T>& targets) {
    detail::check_regression("r2_score", predicted, targets, 2);
    const std::size_t rows = targets.shape()[0];
    detail::Vector<double> scores(targets.size() / rows);
    for (std::size_t output = 0; output < scores.size(); ++output) {
        scores[output] = detail::r2_of_output(rows, scores.size(), predicted.data() + output,
                                              targets.data() + output);
    }
    return detail::mean_of(scores);
}

}  // namespace nnlite
