#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "nnlite/metrics/classification.hpp"
#include "nnlite/metrics/regression.hpp"
#include "nnlite/training/metric_counts.hpp"

namespace nnlite {

/// A figure that fit() and evaluate() report: `function`'s value of a batch, averaged over all
/// samples; or, if there is an `update`, the `result` of counts that it adds up over all batches.
/// The counts are empty at the start of each pass over the data. `type` names one of the library's
/// in a model's file; in place of one of the user's its name stands there.
///
///     Metric<> bias{"bias", [](const Tensor<>& outputs, const Targets<>& targets) { ... }};
///     Metric<> recall = counting_metric<>("recall",
///         [](const MetricBatch<>& batch, std::vector<double>& counts) { counts.resize(2); ... },
///         [](const std::vector<double>& counts) { return counts[0] / counts[1]; });
template <class T = float>
struct Metric {
    using Function = std::function<double(const Tensor<T>& outputs, const Targets<T>& targets)>;
    using Update = std::function<void(const MetricBatch<T>& batch, std::vector<double>& counts)>;
    using Result = std::function<double(const std::vector<double>& counts)>;

    std::string name;
    Function function;
    std::string type;
    Update update;
    Result result;

    Metric() = default;
    // No aggregate: g++ 12 ends with an internal error over one in a list of an aggregate's.
    Metric(std::string metric_name, Function of_batch, std::string known_type = {},
           Update add_counts = {}, Result of_counts = {})
        : name(std::move(metric_name)),
          function(std::move(of_batch)),
          type(std::move(known_type)),
          update(std::move(add_counts)),
          result(std::move(of_counts)) {}
};

/// A metric of counts, whose `function` is the result of one batch.
template <class T = float>
Metric<T> counting_metric(std::string name, typename Metric<T>::Update update,
                          typename Metric<T>::Result result, std::string type = {}) {
    const auto of_batch = [update, result](const Tensor<T>& outputs, const Targets<T>& targets) {
        std::vector<double> counts;
        update({outputs, targets}, counts);
        return result(counts);
    };
    return {std::move(name), of_batch, std::move(type), std::move(update), std::move(result)};
}

namespace detail {

template <class T, class F>
Metric<T> class_metric(const std::string& name, F result) {
    return counting_metric<T>(
        name,
        [name](const MetricBatch<T>& batch, std::vector<double>& counts) {
            count_classes(name, batch, counts);
        },
        [result](const std::vector<double>& counts) { return result(class_counts(counts)); }, name);
}

template <class T>
Metric<T> average_metric(const std::string& name, double ClassScores::*score, Average average) {
    const char* kind = average == Average::macro   ? ""
                       : average == Average::micro ? "_micro"
                                                   : "_weighted";
    return class_metric<T>(name + kind, [score, average](const std::vector<ClassCounts>& counts) {
        return average_of(counts, average).*score;
    });
}

// The accuracy of one batch.
template <class T>
double any_accuracy(const Tensor<T>& outputs, const Targets<T>& targets, T threshold) {
    std::vector<double> counts;
    count_right({outputs, targets}, threshold, counts);
    return share_right(counts);
}

template <class T>
Metric<T> accuracy_metric(const std::string& type, T threshold) {
    return counting_metric<T>(
        "accuracy",
        [threshold](const MetricBatch<T>& batch, std::vector<double>& counts) {
            count_right(batch, threshold, counts);
        },
        share_right, type);
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
        if (metric.update ? !metric.result : !metric.function) {
            fail<ValueError>("compile: the metric ", metric.name, " has no function");
        }
    }
}

}  // namespace detail

/// The share of right classes, from scores or probabilities; a single output is a logit. Rows with
/// NaN are never right; labels that the loss ignores do not count.
/// Shapes: outputs [..., classes], targets Labels [...] or one-hot [..., classes].
template <class T = float>
Metric<T> accuracy_metric() {
    return detail::accuracy_metric<T>("accuracy", T(0));
}

/// The same where a single output is a probability.
template <class T = float>
Metric<T> binary_accuracy_metric() {
    return detail::accuracy_metric<T>("binary_accuracy", T(0.5));
}

/// The share of samples whose class is among the k largest scores, as "top<k>_accuracy".
template <class T = float>
Metric<T> top_k_accuracy_metric(std::size_t k) {
    const std::string name = text_of("top", k, "_accuracy");
    return counting_metric<T>(
        name,
        [k](const MetricBatch<T>& batch, std::vector<double>& counts) {
            detail::count_right_of_top(batch, k, counts);
        },
        detail::share_right, name);
}

/// The precision of the classes over all data (ClassScores), as "precision", "precision_micro" or
/// "precision_weighted". A single output is a logit, or what the loss says, and its score that of
/// class 1.
/// Shapes: outputs [..., classes], targets Labels [...] or one-hot [..., classes].
/// Source: scikit-learn's precision_score of all data at once, with zero_division = 0.
template <class T = float>
Metric<T> precision_metric(Average average = Average::macro) {
    return detail::average_metric<T>("precision", &ClassScores::precision, average);
}

/// The recall likewise.
template <class T = float>
Metric<T> recall_metric(Average average = Average::macro) {
    return detail::average_metric<T>("recall", &ClassScores::recall, average);
}

/// 2 precision recall / (precision + recall) likewise: F1, or Dice's coefficient.
template <class T = float>
Metric<T> f1_metric(Average average = Average::macro) {
    return detail::average_metric<T>("f1", &ClassScores::f1, average);
}

/// The mean over the classes of intersection over union (mean_iou) over all data; of a single
/// output that of class 1. Shapes: outputs [..., classes], targets Labels [...] or one-hot [...,
/// classes]. Source: Keras' MeanIoU; scikit-learn's jaccard_score.
template <class T = float>
Metric<T> mean_iou_metric() {
    return detail::class_metric<T>("mean_iou", detail::mean_iou_of);
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
    if (type == "mean_iou") { return mean_iou_metric<T>(); }
    for (const Average average : {Average::macro, Average::weighted, Average::micro}) {
        for (auto* make : {precision_metric<T>, recall_metric<T>, f1_metric<T>}) {
            if (auto metric = make(average); type == metric.type) { return metric; }
        }
    }
    if (type == "mse") { return mse_metric<T>(); }
    if (type == "mae") { return mae_metric<T>(); }
    std::size_t k = 0;
    std::from_chars(type.data() + std::min<std::size_t>(3, type.size()), type.data() + type.size(),
                    k);
    if (type == text_of("top", k, "_accuracy")) { return top_k_accuracy_metric<T>(k); }
    return {};
}

}  // namespace nnlite
