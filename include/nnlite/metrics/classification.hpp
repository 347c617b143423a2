#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite {

/// The index of the largest number of each row, the first of equal ones.
/// Shapes: scores [..., classes], result [...].
/// Throws: ShapeError if there are no classes.
template <std::floating_point T>
Labels argmax_rows(const Tensor<T>& scores) {
    Shape shape = scores.shape();
    if (shape.empty() || shape.back() == 0) {
        fail<ShapeError>("argmax_rows: expected scores [..., classes], got ", shape);
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

namespace detail {

inline void check_labels(std::string_view place, const Shape& predicted, const Shape& labels) {
    if (predicted != labels) {
        fail<ShapeError>(place, ": expected one prediction per label, got shapes ", predicted,
                         " and ", labels);
    }
    if (element_count(labels) == 0) { fail<ValueError>(place, ": expected at least one label"); }
}

inline std::size_t label_index(std::string_view place, std::string_view what, const Labels& labels,
                               std::size_t row, std::size_t classes) {
    const auto label = labels.data()[row];
    if (label < 0 || static_cast<std::size_t>(label) >= classes) {
        fail<ValueError>(place, ": expected ", what, " from 0 to below ", classes, ", got ", label,
                         " at row ", row);
    }
    return static_cast<std::size_t>(label);
}

}  // namespace detail

/// The share of predictions that equal the label.
/// Shapes: both [...].
/// Throws: ShapeError if the shapes differ; ValueError if there are no labels.
inline double accuracy(const Labels& predicted, const Labels& labels) {
    detail::check_labels("accuracy", predicted.shape(), labels.shape());
    std::size_t right = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        right += predicted.data()[i] == labels.data()[i] ? 1U : 0U;
    }
    return static_cast<double>(right) / static_cast<double>(labels.size());
}

/// The share of rows whose largest score is the label's.
/// Shapes: scores [..., classes], labels [...].
template <std::floating_point T>
double accuracy(const Tensor<T>& scores, const Labels& labels) {
    return accuracy(argmax_rows(scores), labels);
}

/// The share of rows whose label is among the k largest scores; of equal scores the later class
/// goes first.
/// Shapes: scores [..., classes], labels [...].
/// Throws: ShapeError if the shapes do not fit; ValueError if k is 0, a label is not a class or
/// there are no labels.
/// Source: scikit-learn's top_k_accuracy_score.
template <std::floating_point T>
double top_k_accuracy(const Tensor<T>& scores, const Labels& labels, std::size_t k) {
    if (k == 0) { fail<ValueError>("top_k_accuracy: expected k >= 1, got 0"); }
    Shape rows = scores.shape();
    if (rows.empty()) {
        fail<ShapeError>("top_k_accuracy: expected scores [..., classes], got a scalar");
    }
    const std::size_t classes = rows.back();
    rows.pop_back();
    detail::check_labels("top_k_accuracy", rows, labels.shape());
    std::size_t right = 0;
    for (std::size_t row = 0; row < labels.size(); ++row) {
        const T* values = scores.data() + row * classes;
        const std::size_t label =
            detail::label_index("top_k_accuracy", "labels", labels, row, classes);
        std::size_t before = 0;
        for (std::size_t i = 0; i < classes; ++i) {
            // "not smaller" and not "larger", so that a NaN never counts as right
            const bool goes_first =
                i > label ? !(values[i] < values[label]) : !(values[i] <= values[label]);
            before += i != label && goes_first ? 1U : 0U;
        }
        right += before < k ? 1U : 0U;
    }
    return static_cast<double>(right) / static_cast<double>(labels.size());
}

/// How often label `row` was predicted as `column`.
/// Shapes: predicted and labels [...], result [classes, classes].
/// Throws: ShapeError if the shapes differ; ValueError if there are no labels or one is not a
/// class.
inline Tensor<std::int64_t> confusion_matrix(const Labels& predicted, const Labels& labels,
                                             std::size_t classes) {
    const std::string_view place = "confusion_matrix";
    detail::check_labels(place, predicted.shape(), labels.shape());
    auto counts = full_tensor<std::int64_t>({classes, classes}, 0);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const std::size_t row = detail::label_index(place, "labels", labels, i, classes);
        const std::size_t column = detail::label_index(place, "predictions", predicted, i, classes);
        ++counts.data()[row * classes + column];
    }
    return counts;
}

/// How well one class, or the mean class, is told from the others. Where nothing is predicted (or
/// nothing has the label) the score that would divide by zero is 0.
struct ClassScores {
    double precision = 0;      ///< right / predicted as this class
    double recall = 0;         ///< right / having this label
    double f1 = 0;             ///< 2 precision recall / (precision + recall)
    std::int64_t support = 0;  ///< how many have this label
};

/// How class_scores of several classes become one: their mean, their mean weighted by support, or
/// the scores of the counts added up.
enum class Average { macro, weighted, micro };

namespace detail {

inline ClassScores scores_of(std::int64_t right, std::int64_t predicted, std::int64_t support) {
    const auto ratio = [](double a, double b) { return b == 0 ? 0.0 : a / b; };
    ClassScores scores;
    scores.precision = ratio(static_cast<double>(right), static_cast<double>(predicted));
    scores.recall = ratio(static_cast<double>(right), static_cast<double>(support));
    scores.f1 = ratio(2 * scores.precision * scores.recall, scores.precision + scores.recall);
    scores.support = support;
    return scores;
}

inline std::size_t confusion_classes(std::string_view place,
                                     const Tensor<std::int64_t>& confusion) {
    const Shape& shape = confusion.shape();
    if (shape.size() != 2 || shape[0] != shape[1]) {
        fail<ShapeError>(place, ": expected a confusion matrix [classes, classes], got ", shape);
    }
    return shape[0];
}

// How often each class was predicted.
inline std::vector<std::int64_t> predicted_counts(const Tensor<std::int64_t>& confusion) {
    std::vector<std::int64_t> counts(confusion.shape()[1], 0);
    for (std::size_t i = 0; i < confusion.size(); ++i) {
        counts[i % counts.size()] += confusion.data()[i];
    }
    return counts;
}

}  // namespace detail

/// Precision, recall and F1 of each class.
/// Shapes: confusion [classes, classes].
/// Throws: ShapeError if the matrix is not square.
inline std::vector<ClassScores> class_scores(const Tensor<std::int64_t>& confusion) {
    const std::size_t classes = detail::confusion_classes("class_scores", confusion);
    const std::vector<std::int64_t> predicted = detail::predicted_counts(confusion);
    std::vector<ClassScores> scores(classes);
    for (std::size_t label = 0; label < classes; ++label) {
        const std::int64_t* row = confusion.data() + label * classes;
        std::int64_t support = 0;
        for (std::size_t column = 0; column < classes; ++column) { support += row[column]; }
        scores[label] = detail::scores_of(row[label], predicted[label], support);
    }
    return scores;
}

/// Precision, recall and F1 of all classes together. Classes that are neither a label nor a
/// prediction do not count.
/// Shapes: confusion [classes, classes].
/// Throws: ShapeError if the matrix is not square; ValueError if it counts nothing.
/// Source: scikit-learn's precision_recall_fscore_support with zero_division = 0.
inline ClassScores average_scores(const Tensor<std::int64_t>& confusion, Average average) {
    const std::size_t classes = detail::confusion_classes("average_scores", confusion);
    const std::vector<ClassScores> scores = class_scores(confusion);
    const std::vector<std::int64_t> predicted = detail::predicted_counts(confusion);
    ClassScores sum;
    double weights = 0;
    std::int64_t right = 0;
    for (std::size_t label = 0; label < classes; ++label) {
        const bool seen = scores[label].support > 0 || predicted[label] > 0;
        const double weight = average == Average::macro
                                  ? (seen ? 1.0 : 0.0)
                                  : static_cast<double>(scores[label].support);
        sum.precision += weight * scores[label].precision;
        sum.recall += weight * scores[label].recall;
        sum.f1 += weight * scores[label].f1;
        sum.support += scores[label].support;
        weights += weight;
        right += confusion.data()[label * (classes + 1)];
    }
    if (sum.support == 0) { fail<ValueError>("average_scores: expected counts, got none"); }
    if (average == Average::micro) { return detail::scores_of(right, sum.support, sum.support); }
    return {sum.precision / weights, sum.recall / weights, sum.f1 / weights, sum.support};
}

}  // namespace nnlite
