#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "nnlite/data/targets.hpp"
#include "nnlite/losses/reduction.hpp"
#include "nnlite/metrics/classification.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The data for a metric.
template <class T = float>
struct MetricBatch {
    const Tensor<T>& outputs;
    const Targets<T>& targets;
    OutputKind output_kind = OutputKind::values;    ///< of the loss
    std::optional<std::int32_t> ignore_index = {};  ///< of the loss: ignored label
};

namespace detail {

// Class numbers, or the position of the largest value of one-hot rows.
template <class T>
Labels labels_of(const Targets<T>& targets);

// The predicted and true class of each row; the prediction for a row with NaN is no_class.
struct Answers {
    Labels answers, wanted;
    std::size_t classes;
};
template <class T>
Answers answers_of(std::string_view place, const MetricBatch<T>& batch, T threshold);

// counts: correct rows, rows.
double share_right(const std::vector<double>& counts);

template <class T>
void count_right(const MetricBatch<T>& batch, T threshold, std::vector<double>& counts);

template <class T>
void count_right_of_top(const MetricBatch<T>& batch, std::size_t k, std::vector<double>& counts);

// counts: for each class the correct rows, the rows predicted as the class, the rows with its
// label. For a single output only class 1.
template <class T>
void count_classes(std::string_view name, const MetricBatch<T>& batch, std::vector<double>& counts);

std::vector<ClassCounts> class_counts(const std::vector<double>& counts);

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/metric_counts_impl.hpp"
#endif
