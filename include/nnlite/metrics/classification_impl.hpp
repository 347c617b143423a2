#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/metrics/classification.hpp"

namespace nnlite::detail {

NNLITE_INLINE void check_labels(std::string_view place, const Shape& predicted,
                                const Shape& labels) {
    if (predicted != labels) {
        fail<ShapeError>(place, ": expected one prediction per label, got shapes ", predicted,
                         " and ", labels);
    }
    if (element_count(labels) == 0) { fail<ValueError>(place, ": expected at least one label"); }
}

NNLITE_INLINE std::size_t label_index(std::string_view place, std::string_view what,
                                      const Labels& labels, std::size_t row, std::size_t classes) {
    const auto label = labels.data()[row];
    if (label < 0 || static_cast<std::size_t>(label) >= classes) {
        fail<ValueError>(place, ": expected ", what, " from 0 to below ", classes, ", got ", label,
                         " at row ", row);
    }
    return static_cast<std::size_t>(label);
}

}  // namespace nnlite::detail

namespace nnlite {

NNLITE_INLINE double accuracy(const detail::ArrayParameter<Labels>& predicted,
                              const detail::ArrayParameter<Labels>& labels) {
    detail::check_labels("accuracy", predicted->shape(), labels->shape());
    std::size_t right = 0;
    for (std::size_t i = 0; i < labels->size(); ++i) {
        right += predicted->data()[i] == labels->data()[i] ? 1U : 0U;
    }
    return static_cast<double>(right) / static_cast<double>(labels->size());
}

NNLITE_INLINE Tensor<std::int64_t> confusion_matrix(const detail::ArrayParameter<Labels>& predicted,
                                                    const detail::ArrayParameter<Labels>& labels,
                                                    std::size_t classes) {
    const std::string_view place = "confusion_matrix";
    detail::check_labels(place, predicted->shape(), labels->shape());
    auto counts = full_tensor<std::int64_t>({classes, classes}, 0);
    for (std::size_t i = 0; i < labels->size(); ++i) {
        const std::size_t row = detail::label_index(place, "labels", *labels, i, classes);
        const std::size_t column =
            detail::label_index(place, "predictions", *predicted, i, classes);
        ++counts.data()[row * classes + column];
    }
    return counts;
}

}  // namespace nnlite

namespace nnlite::detail {

NNLITE_INLINE ClassScores scores_of(std::int64_t right, std::int64_t predicted,
                                    std::int64_t support) {
    const auto ratio = [](double a, double b) { return b == 0 ? 0.0 : a / b; };
    ClassScores scores;
    scores.precision = ratio(static_cast<double>(right), static_cast<double>(predicted));
    scores.recall = ratio(static_cast<double>(right), static_cast<double>(support));
    scores.f1 = ratio(2 * scores.precision * scores.recall, scores.precision + scores.recall);
    scores.support = support;
    return scores;
}

NNLITE_INLINE void require_confusion(std::string_view place,
                                     const Tensor<std::int64_t>& confusion) {
    const Shape& shape = confusion.shape();
    if (shape.size() != 2 || shape[0] != shape[1]) {
        fail<ShapeError>(place, ": expected a confusion matrix [classes, classes], got ", shape);
    }
}

NNLITE_INLINE std::vector<ClassCounts> class_counts(const Tensor<std::int64_t>& confusion) {
    const std::size_t classes = confusion.shape()[0];
    std::vector<ClassCounts> counts(classes);
    for (std::size_t i = 0; i < confusion.size(); ++i) {
        const std::size_t label = i / classes, predicted = i % classes;
        counts[label].support += confusion.data()[i];
        counts[predicted].predicted += confusion.data()[i];
        if (label == predicted) { counts[label].right = confusion.data()[i]; }
    }
    return counts;
}

NNLITE_INLINE ClassScores average_of(const std::vector<ClassCounts>& counts, Average average) {
    ClassScores sum;
    ClassCounts all;
    double weights = 0;
    for (const ClassCounts& one : counts) {
        const ClassScores scores = scores_of(one.right, one.predicted, one.support);
        const double weight = average == Average::macro ? (one.is_seen() ? 1.0 : 0.0)
                                                        : static_cast<double>(one.support);
        sum.precision += weight * scores.precision;
        sum.recall += weight * scores.recall;
        sum.f1 += weight * scores.f1;
        weights += weight;
        all.right += one.right;
        all.predicted += one.predicted;
        all.support += one.support;
    }
    if (average == Average::micro) { return scores_of(all.right, all.predicted, all.support); }
    if (weights == 0) { weights = 1; }
    return {sum.precision / weights, sum.recall / weights, sum.f1 / weights, all.support};
}

NNLITE_INLINE double mean_iou_of(const std::vector<ClassCounts>& counts) {
    double sum = 0, seen = 0;
    for (const ClassCounts& one : counts) {
        if (!one.is_seen()) { continue; }
        sum += double(one.right) / double(one.predicted + one.support - one.right);
        ++seen;
    }
    return seen == 0 ? 0 : sum / seen;
}

}  // namespace nnlite::detail

namespace nnlite {

NNLITE_INLINE std::vector<ClassScores> class_scores(const Tensor<std::int64_t>& confusion) {
    detail::require_confusion("class_scores", confusion);
    std::vector<ClassScores> scores;
    for (const auto& [right, predicted, support] : detail::class_counts(confusion)) {
        scores.push_back(detail::scores_of(right, predicted, support));
    }
    return scores;
}

NNLITE_INLINE ClassScores average_scores(const Tensor<std::int64_t>& confusion, Average average) {
    detail::require_confusion("average_scores", confusion);
    const ClassScores scores = detail::average_of(detail::class_counts(confusion), average);
    if (scores.support == 0) { fail<ValueError>("average_scores: expected counts, got none"); }
    return scores;
}

NNLITE_INLINE double mean_iou(const Tensor<std::int64_t>& confusion) {
    detail::require_confusion("mean_iou", confusion);
    const std::vector<detail::ClassCounts> counts = detail::class_counts(confusion);
    if (std::none_of(counts.begin(), counts.end(), [](const auto& one) { return one.is_seen(); })) {
        fail<ValueError>("mean_iou: expected counts, got none");
    }
    return detail::mean_iou_of(counts);
}

}  // namespace nnlite
