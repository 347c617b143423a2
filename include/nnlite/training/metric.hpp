#pragma once

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "nnlite/data/dataset.hpp"
#include "nnlite/metrics/classification.hpp"
#include "nnlite/metrics/regression.hpp"

namespace nnlite {

/// A figure of a batch that fit() and evaluate() report, averaged over all samples. `type` names
/// one of the library's in a model's file; in place of one of the user's its name stands there.
///
///     Metric<> bias{"bias", [](const Tensor<>& outputs, const Targets<>& targets) { ... }};
template <class T = float>
struct Metric {
    std::string name;
    std::function<double(const Tensor<T>& outputs, const Targets<T>& targets)> function;
    std::string type = {};
};

namespace detail {

// Class numbers as they are, or where one-hot rows are largest.
template <class T>
Labels labels_of(const Targets<T>& targets) {
    const auto* labels = std::get_if<Labels>(&targets);
    return labels != nullptr ? *labels : argmax_rows(std::get<Tensor<T>>(targets));
}

// A single output per row is a score of class 1 against class 0.
template <class T>
double binary_accuracy(const Tensor<T>& outputs, const Targets<T>& targets, T threshold) {
    const auto* labels = std::get_if<Labels>(&targets);
    const auto* dense = std::get_if<Tensor<T>>(&targets);
    if ((labels != nullptr ? labels->size() : dense->size()) != outputs.size()) {
        fail<ShapeError>("accuracy: expected a target for each row of ", outputs.shape());
    }
    std::size_t right = 0;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const bool answer = outputs.data()[i] > threshold;
        right += answer == (labels != nullptr ? labels->data()[i] == 1 : dense->data()[i] > T(0.5));
    }
    return outputs.size() == 0 ? 0.0 : double(right) / double(outputs.size());
}

template <class T>
double any_accuracy(const Tensor<T>& outputs, const Targets<T>& targets, T threshold) {
    const Shape& shape = outputs.shape();
    return !shape.empty() && shape.back() == 1 ? binary_accuracy(outputs, targets, threshold)
                                               : accuracy(outputs, labels_of(targets));
}

template <class T>
const Tensor<T>& dense_of(const Targets<T>& targets) {
    const auto* dense = std::get_if<Tensor<T>>(&targets);
    if (dense == nullptr) {
        fail<ValueError>("metric: expected targets of the outputs' kind (a Tensor), got Labels");
    }
    return *dense;
}

}  // namespace detail

namespace detail {

// Whether fit() has a figure of that name, or may have one.
inline bool is_figure_of_fit(const std::string& name) {
    return name.empty() || name == "loss" || name == "seconds" || name.starts_with("val_");
}

template <class T>
void check_metrics(const std::vector<Metric<T>>& metrics) {
    std::set<std::string> names;
    for (const Metric<T>& metric : metrics) {
        if (is_figure_of_fit(metric.name)) {
            fail<ValueError>("compile: expected a metric's name other than loss, seconds and ",
                             "val_..., got \"", metric.name, '"');
        }
        if (!names.insert(metric.name).second) {
            fail<ValueError>("compile: expected metrics of different names, got ", metric.name,
                             " twice");
        }
        if (!metric.function) {
            fail<ValueError>("compile: the metric ", metric.name, " has no function");
        }
    }
}

}  // namespace detail

/// The share of right classes, from scores or probabilities; a single output is a logit.
/// Shapes: outputs [batch, classes], targets Labels [batch] or one-hot [batch, classes].
template <class T = float>
Metric<T> accuracy_metric() {
    return {"accuracy",
            [](const Tensor<T>& outputs, const Targets<T>& targets) {
                return detail::any_accuracy(outputs, targets, T(0));
            },
            "accuracy"};
}

/// The same where a single output is a probability.
template <class T = float>
Metric<T> binary_accuracy_metric() {
    return {"accuracy",
            [](const Tensor<T>& outputs, const Targets<T>& targets) {
                return detail::any_accuracy(outputs, targets, T(0.5));
            },
            "binary_accuracy"};
}

/// The share of samples whose class is among the k largest scores, as "top<k>_accuracy".
template <class T = float>
Metric<T> top_k_accuracy_metric(std::size_t k) {
    const std::string name = text_of("top", k, "_accuracy");
    return {name,
            [k](const Tensor<T>& outputs, const Targets<T>& targets) {
                return top_k_accuracy(outputs, detail::labels_of(targets), k);
            },
            name};
}

/// mean((y - target)^2).
template <class T = float>
Metric<T> mse_metric() {
    return {"mse",
            [](const Tensor<T>& outputs, const Targets<T>& targets) {
                return mean_squared_error(outputs, detail::dense_of(targets));
            },
            "mse"};
}

/// mean(|y - target|).
template <class T = float>
Metric<T> mae_metric() {
    return {"mae",
            [](const Tensor<T>& outputs, const Targets<T>& targets) {
                return mean_absolute_error(outputs, detail::dense_of(targets));
            },
            "mae"};
}

/// The library's metric of that type, if there is one.
template <class T = float>
std::optional<Metric<T>> known_metric(const std::string& type) {
    if (type == "accuracy") { return accuracy_metric<T>(); }
    if (type == "binary_accuracy") { return binary_accuracy_metric<T>(); }
    if (type == "mse") { return mse_metric<T>(); }
    if (type == "mae") { return mae_metric<T>(); }
    std::size_t k = 0;
    std::from_chars(type.data() + std::min<std::size_t>(3, type.size()), type.data() + type.size(),
                    k);
    if (type == text_of("top", k, "_accuracy")) { return top_k_accuracy_metric<T>(k); }
    return {};
}

}  // namespace nnlite
