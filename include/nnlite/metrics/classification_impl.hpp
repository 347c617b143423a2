#pragma once

#include <algorithm>
#include <concepts>
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

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
Labels argmax_rows(const Tensor<T>& scores) {
    Shape shape = scores.shape();
    if (shape.empty() || shape.back() == 0) {
        fail<ShapeError>("argmax_rows: expected scores [..., classes], got ", shape);
    }
    if (shape.back() > std::size_t{1} << 31) {  // the range of Labels
        fail<ShapeError>("argmax_rows: expected at most 2147483648 classes, got ", shape);
    }
    const std::size_t classes = shape.back();
    shape.pop_back();
    Labels result = Labels::from_shape(shape);
    for (std::size_t row = 0; row < result.size(); ++row) {
        const T* values = scores.data() + row * classes;
        std::size_t best = 0;
        for (std::size_t i = 1; i < classes; ++i) {
            const bool first_nan = values[i] != values[i] && values[best] == values[best];
            if (values[i] > values[best] || first_nan) { best = i; }
        }
        result.data()[row] = static_cast<std::int32_t>(best);
    }
    return result;
}

}  // namespace nnlite

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Labels answers_of(const Tensor<T>& scores) {
    Labels answers = argmax_rows(scores);
    for (std::size_t row = 0; row < answers.size(); ++row) {
        std::int32_t& answer = answers.data()[row];
        const T best = scores.data()[row * scores.shape().back() + std::size_t(answer)];
        if (best != best) { answer = no_class; }
    }
    return answers;
}

template <class T>
bool is_among_top(const T* scores, std::size_t classes, std::size_t label, std::size_t k) {
    std::size_t before = 0;
    for (std::size_t i = 0; i < classes; ++i) {
        if (scores[i] != scores[i]) { return false; }
        const bool goes_first = i > label ? scores[i] >= scores[label] : scores[i] > scores[label];
        before += i != label && goes_first ? 1U : 0U;
    }
    return before < k;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
double accuracy(const Tensor<T>& scores, const detail::ArrayParameter<Labels>& labels) {
    return accuracy(detail::answers_of(scores), *labels);
}

template <std::floating_point T>
double top_k_accuracy(const Tensor<T>& scores, const detail::ArrayParameter<Labels>& labels,
                      std::size_t k) {
    if (k == 0) { fail<ValueError>("top_k_accuracy: expected k >= 1, got 0"); }
    Shape rows = scores.shape();
    if (rows.empty()) {
        fail<ShapeError>("top_k_accuracy: expected scores [..., classes], got a scalar");
    }
    const std::size_t classes = rows.back();
    rows.pop_back();
    detail::check_labels("top_k_accuracy", rows, labels->shape());
    std::size_t right = 0;
    for (std::size_t row = 0; row < labels->size(); ++row) {
        const std::size_t label =
            detail::label_index("top_k_accuracy", "labels", *labels, row, classes);
        right += detail::is_among_top(scores.data() + row * classes, classes, label, k) ? 1U : 0U;
    }
    return static_cast<double>(right) / static_cast<double>(labels->size());
}

}  // namespace nnlite

namespace nnlite::inline NNLITE_ABI::detail {

ClassScores scores_of(std::int64_t right, std::int64_t predicted, std::int64_t support);

void require_confusion(std::string_view place, const Tensor<std::int64_t>& confusion);

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

namespace nnlite::inline NNLITE_ABI {

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

namespace nnlite::inline NNLITE_ABI::detail {

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

namespace nnlite::inline NNLITE_ABI {

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
