#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nnlite/metrics/classification.hpp"
#include "nnlite/training/metric_counts.hpp"

namespace nnlite::inline NNLITE_ABI {

/// A metric that fit() and evaluate() report: `function`'s value for a batch, averaged over all
/// samples; or, if there is an `update`, the `result` of counts that it adds up over all batches.
/// The counts are empty at the start of each pass over the data. `type` identifies a
/// metric of the library in a model's file; for a user-defined metric the file stores only its
/// name.
///
///     Metric<> bias{"bias", [](const Tensor<>& outputs, const Targets<>& targets) { ... }};
///     Metric<> recall = counting_metric<>("recall",
///         [](const MetricBatch<>& batch, std::vector<double>& counts) { counts.resize(2); ... },
///         [](const std::vector<double>& counts) { return counts[0] / counts[1]; });
///
/// Elsewhere: keras.metrics.Metric.
template <class T = float>
struct Metric {
    /// The metric of a batch.
    using Function = std::function<double(const Tensor<T>& outputs, const Targets<T>& targets)>;
    /// Adds the counts of a batch.
    using Update = std::function<void(const MetricBatch<T>& batch, std::vector<double>& counts)>;
    /// The metric of all counts.
    using Result = std::function<double(const std::vector<double>& counts)>;

    std::string name;
    Function function;
    std::string type;
    Update update;
    Result result;

    Metric() = default;
    // Not an aggregate: g++ 12 has an internal error for a list of them in an aggregate.
    Metric(std::string metric_name, Function of_batch, std::string known_type = {},
           Update add_counts = {}, Result of_counts = {})
        : name(std::move(metric_name)),
          function(std::move(of_batch)),
          type(std::move(known_type)),
          update(std::move(add_counts)),
          result(std::move(of_counts)) {}
};

/// A metric of counts: `update` adds up those of each batch, `result` computes the metric.
template <class T = float>
Metric<T> counting_metric(std::string name, typename Metric<T>::Update update,
                          typename Metric<T>::Result result, std::string type = {});

namespace detail {

// The accuracy of one batch.
template <class T>
double any_accuracy(const Tensor<T>& outputs, const Targets<T>& targets, T threshold);

template <class T>
Metric<T> accuracy_metric(const std::string& type, T threshold);

// Whether fit() reserves that name.
bool is_figure_of_fit(const std::string& name);

template <class T>
void check_metrics(const std::vector<Metric<T>>& metrics);

}  // namespace detail

/// The fraction of correct classes, from scores or probabilities; a single output is a logit. Rows
/// with NaN never count as correct; labels that the loss ignores do not count.
/// Shapes: outputs [..., classes], targets Labels [...] or one-hot [..., classes].
/// Elsewhere: keras.metrics.SparseCategoricalAccuracy; keras.metrics.CategoricalAccuracy;
/// sklearn.metrics.accuracy_score.
template <class T = float>
Metric<T> accuracy_metric();

/// The fraction of correct classes, with a single output as a probability; otherwise as
/// accuracy_metric.
/// Elsewhere: keras.metrics.BinaryAccuracy; sklearn.metrics.accuracy_score.
template <class T = float>
Metric<T> binary_accuracy_metric();

/// The fraction of samples whose class is among the k largest scores, as "top<k>_accuracy".
/// Elsewhere: keras.metrics.SparseTopKCategoricalAccuracy; keras.metrics.TopKCategoricalAccuracy;
/// sklearn.metrics.top_k_accuracy_score.
template <class T = float>
Metric<T> top_k_accuracy_metric(std::size_t k);

/// The precision of the classes over all data (ClassScores); its name is "precision",
/// "precision_micro" or "precision_weighted". A single output is a logit, unless the loss defines
/// it otherwise, and the result is that of class 1.
/// Shapes: outputs [..., classes], targets Labels [...] or one-hot [..., classes].
/// Source: scikit-learn's precision_score of all data at once, with zero_division = 0.
/// Elsewhere: keras.metrics.Precision; sklearn.metrics.precision_score.
template <class T = float>
Metric<T> precision_metric(Average average = Average::macro);

/// The recall of the classes over all data; otherwise as precision_metric.
/// Elsewhere: keras.metrics.Recall; sklearn.metrics.recall_score.
template <class T = float>
Metric<T> recall_metric(Average average = Average::macro);

/// 2 precision recall / (precision + recall) of the classes over all data: F1, or Dice's
/// coefficient; otherwise as precision_metric.
/// Elsewhere: keras.metrics.F1Score; sklearn.metrics.f1_score.
template <class T = float>
Metric<T> f1_metric(Average average = Average::macro);

/// The mean over the classes of intersection over union (mean_iou) over all data; for a
/// single output that of class 1.
/// Shapes: outputs [..., classes], targets Labels [...] or one-hot [..., classes].
/// Source: Keras' MeanIoU; scikit-learn's jaccard_score.
/// Elsewhere: keras.metrics.MeanIoU; sklearn.metrics.jaccard_score(average="macro").
template <class T = float>
Metric<T> mean_iou_metric();

/// mean((y - target)^2).
/// Elsewhere: keras.metrics.MeanSquaredError; sklearn.metrics.mean_squared_error.
template <class T = float>
Metric<T> mse_metric();

/// mean(|y - target|).
/// Elsewhere: keras.metrics.MeanAbsoluteError; sklearn.metrics.mean_absolute_error.
template <class T = float>
Metric<T> mae_metric();

namespace detail {

// The library's metric of that type, if there is one.
template <class T = float>
std::optional<Metric<T>> known_metric(const std::string& type);

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/metric_impl.hpp"
#endif
