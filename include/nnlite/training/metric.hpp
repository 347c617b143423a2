#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <variant>

#include "nnlite/data/dataset.hpp"

namespace nnlite {

/// A figure of a batch that fit() and evaluate() report: the mean over its samples.
template <class T>
struct Metric {
    std::string name;
    double (*function)(const Tensor<T>& outputs, const Targets<T>& targets);
};

namespace detail {

template <class T>
std::size_t largest(const T* row, std::size_t count) {
    return static_cast<std::size_t>(std::max_element(row, row + count) - row);
}

// The share of rows whose largest output is at the target's class. One output per row is a score of
// class 1 against 0: right if it is on the target's side of `threshold`.
template <class T>
double accuracy(const Tensor<T>& outputs, const Targets<T>& targets, double threshold) {
    const std::size_t classes = outputs.shape().back();
    const std::size_t rows = classes == 0 ? 0 : outputs.size() / classes;
    const auto* labels = std::get_if<Labels>(&targets);
    const auto* dense = std::get_if<Tensor<T>>(&targets);
    if ((labels ? labels->size() : dense->size() / classes) != rows) {
        fail<ShapeError>("accuracy: expected a target for each row of ", outputs.shape());
    }
    std::size_t right = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        const T* row = outputs.data() + i * classes;
        if (classes == 1) {
            const bool answer = row[0] > threshold;
            right += answer == (labels ? labels->data()[i] == 1 : dense->data()[i] > T(0.5));
        } else {
            const std::size_t wanted = labels ? static_cast<std::size_t>(labels->data()[i])
                                              : largest(dense->data() + i * classes, classes);
            right += largest(row, classes) == wanted;
        }
    }
    return rows == 0 ? 0.0 : double(right) / double(rows);
}

template <class T, class F>
double mean_of_differences(const Tensor<T>& outputs, const Targets<T>& targets, F f) {
    const auto* wanted = std::get_if<Tensor<T>>(&targets);
    if (wanted == nullptr || wanted->shape() != outputs.shape()) {
        fail<ShapeError>("metric: expected dense targets of shape ", outputs.shape());
    }
    double sum = 0;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        sum += f(double(outputs.data()[i]) - double(wanted->data()[i]));
    }
    return outputs.size() == 0 ? 0.0 : sum / double(outputs.size());
}

}  // namespace detail

/// The share of right classes, from scores or probabilities; a single output is a logit.
/// Shapes: outputs [batch, classes], targets Labels [batch] or one-hot [batch, classes].
template <class T = float>
Metric<T> accuracy_metric() {
    return {"accuracy", [](const Tensor<T>& outputs, const Targets<T>& targets) {
                return detail::accuracy(outputs, targets, 0.0);
            }};
}

/// The same where a single output is a probability.
template <class T = float>
Metric<T> binary_accuracy_metric() {
    return {"accuracy", [](const Tensor<T>& outputs, const Targets<T>& targets) {
                return detail::accuracy(outputs, targets, 0.5);
            }};
}

/// mean((y - target)^2).
template <class T = float>
Metric<T> mse_metric() {
    return {"mse", [](const Tensor<T>& outputs, const Targets<T>& targets) {
                return detail::mean_of_differences(outputs, targets,
                                                   [](double d) { return d * d; });
            }};
}

/// mean(|y - target|).
template <class T = float>
Metric<T> mae_metric() {
    return {"mae", [](const Tensor<T>& outputs, const Targets<T>& targets) {
                return detail::mean_of_differences(outputs, targets,
                                                   [](double d) { return std::abs(d); });
            }};
}

}  // namespace nnlite
