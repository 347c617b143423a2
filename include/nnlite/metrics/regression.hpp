#pragma once

#include <concepts>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// mean (predicted - target)^2.
/// Shapes: both [rows, ...].
/// Throws: ShapeError if the shapes differ; ValueError if there are no rows.
/// Elsewhere: keras.metrics.MeanSquaredError; sklearn.metrics.mean_squared_error.
template <std::floating_point T>
double mean_squared_error(const Tensor<T>& predicted, const Tensor<T>& targets);
template <detail::DenseArray A, detail::NumberArray B>
requires detail::OtherArray<A> || detail::OtherArray<B>
double mean_squared_error(const A& predicted, const B& targets) {
    return mean_squared_error(detail::tensor_from(predicted),
                              detail::to_tensor<typename A::value_type>(
                                  "mean_squared_error", detail::tensor_from(targets)));
}

/// mean |predicted - target|.
/// Shapes: both [rows, ...].
/// Throws: ShapeError if the shapes differ; ValueError if there are no rows.
/// Elsewhere: keras.metrics.MeanAbsoluteError; sklearn.metrics.mean_absolute_error.
template <std::floating_point T>
double mean_absolute_error(const Tensor<T>& predicted, const Tensor<T>& targets);
template <detail::DenseArray A, detail::NumberArray B>
requires detail::OtherArray<A> || detail::OtherArray<B>
double mean_absolute_error(const A& predicted, const B& targets) {
    return mean_absolute_error(detail::tensor_from(predicted),
                               detail::to_tensor<typename A::value_type>(
                                   "mean_absolute_error", detail::tensor_from(targets)));
}

/// sqrt(mean (predicted - target)^2) of each output, averaged over the outputs.
/// Shapes: both [rows, ...].
/// Throws: ShapeError if the shapes differ; ValueError if there are no rows.
/// Source: scikit-learn's mean_squared_error(squared=False).
/// Elsewhere: keras.metrics.RootMeanSquaredError; sklearn.metrics.root_mean_squared_error.
template <std::floating_point T>
double root_mean_squared_error(const Tensor<T>& predicted, const Tensor<T>& targets);
template <detail::DenseArray A, detail::NumberArray B>
requires detail::OtherArray<A> || detail::OtherArray<B>
double root_mean_squared_error(const A& predicted, const B& targets) {
    return root_mean_squared_error(detail::tensor_from(predicted),
                                   detail::to_tensor<typename A::value_type>(
                                       "root_mean_squared_error", detail::tensor_from(targets)));
}

/// R^2 = 1 - sum (predicted - target)^2 / sum (target - mean)^2 of each output, averaged over the
/// outputs. An output whose targets are all equal has score 1 if predicted without error, else 0.
/// Shapes: both [rows, ...].
/// Throws: ShapeError if the shapes differ; ValueError if there are fewer than 2 rows.
/// Source: scikit-learn's r2_score.
/// Elsewhere: keras.metrics.R2Score; sklearn.metrics.r2_score.
template <std::floating_point T>
double r2_score(const Tensor<T>& predicted, const Tensor<T>& targets);
template <detail::DenseArray A, detail::NumberArray B>
requires detail::OtherArray<A> || detail::OtherArray<B>
double r2_score(const A& predicted, const B& targets) {
    return r2_score(detail::tensor_from(predicted), detail::to_tensor<typename A::value_type>(
                                                        "r2_score", detail::tensor_from(targets)));
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/metrics/regression_impl.hpp"
#endif
