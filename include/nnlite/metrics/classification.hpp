#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The index of the largest value of each row, the first of equal ones; for a row with NaN that of
/// the first NaN, as NumPy's argmax.
/// Shapes: scores [..., classes], result [...].
/// Throws: ShapeError if there are no classes, or more than 2^31.
/// Elsewhere: torch.argmax; keras.ops.argmax.
template <std::floating_point T>
Labels argmax_rows(const Tensor<T>& scores);
template <detail::OtherArray E>
Labels argmax_rows(const E& scores) {
    return argmax_rows(detail::tensor_from(scores));
}

namespace detail {

// The prediction for a row with NaN, which never counts as correct.
inline constexpr std::int32_t no_class = std::numeric_limits<std::int32_t>::min();

// The class of the largest value of each row.
template <class T>
Labels answers_of(const Tensor<T>& scores);

// Whether the label's score is among the k largest.
template <class T>
bool is_among_top(const T* scores, std::size_t classes, std::size_t label, std::size_t k);

void check_labels(std::string_view place, const Shape& predicted, const Shape& labels);

std::size_t label_index(std::string_view place, std::string_view what, const Labels& labels,
                        std::size_t row, std::size_t classes);

}  // namespace detail

/// The fraction of predictions that equal the label.
/// Shapes: both [...].
/// Throws: ShapeError if the shapes differ; ValueError if there are no labels.
/// Elsewhere: keras.metrics.Accuracy; keras.metrics.SparseCategoricalAccuracy;
/// sklearn.metrics.accuracy_score.
double accuracy(const detail::ArrayParameter<Labels>& predicted,
                const detail::ArrayParameter<Labels>& labels);

/// The fraction of rows whose largest score is the label's; a row with NaN never counts as correct.
/// Shapes: scores [..., classes], labels [...].
template <std::floating_point T>
double accuracy(const Tensor<T>& scores, const detail::ArrayParameter<Labels>& labels);
template <detail::OtherArray E>
requires detail::DenseArray<E>
double accuracy(const E& scores, const detail::ArrayParameter<Labels>& labels) {
    return accuracy(detail::tensor_from(scores), labels);
}

/// The fraction of rows whose label is among the k largest scores; of equal scores the later class
/// comes first. A row with NaN never counts as correct.
/// Shapes: scores [..., classes], labels [...].
/// Throws: ShapeError if the shapes do not fit; ValueError if k is 0, a label is not a class or
/// there are no labels.
/// Source: scikit-learn's top_k_accuracy_score.
/// Elsewhere: keras.metrics.SparseTopKCategoricalAccuracy; sklearn.metrics.top_k_accuracy_score.
template <std::floating_point T>
double top_k_accuracy(const Tensor<T>& scores, const detail::ArrayParameter<Labels>& labels,
                      std::size_t k);
template <detail::OtherArray E>
double top_k_accuracy(const E& scores, const detail::ArrayParameter<Labels>& labels,
                      std::size_t k) {
    return top_k_accuracy(detail::tensor_from(scores), labels, k);
}

/// The confusion matrix: how often label `row` was predicted as `column`.
/// Shapes: predicted and labels [...], result [classes, classes].
/// Throws: ShapeError if the shapes differ; ValueError if there are no labels or one is not a
/// class.
/// Elsewhere: sklearn.metrics.confusion_matrix.
Tensor<std::int64_t> confusion_matrix(const detail::ArrayParameter<Labels>& predicted,
                                      const detail::ArrayParameter<Labels>& labels,
                                      std::size_t classes);

/// The scores of one class, or averages over classes. A score that would divide by zero (no
/// prediction or no label of the class) is 0.
struct ClassScores {
    double precision = 0;      ///< correct / predicted as this class
    double recall = 0;         ///< correct / having this label
    double f1 = 0;             ///< 2 precision recall / (precision + recall)
    std::int64_t support = 0;  ///< how many have this label
};

/// How scores are averaged over classes: their mean, their mean weighted by support, or the scores
/// of the summed counts.
enum class Average { macro, weighted, micro };

namespace detail {

// The counts of a class, from which its scores are computed.
struct ClassCounts {
    std::int64_t right = 0, predicted = 0, support = 0;
    bool is_seen() const { return predicted > 0 || support > 0; }
};

std::vector<ClassCounts> class_counts(const Tensor<std::int64_t>& confusion);

// The scores of all classes together; 0 if nothing was counted.
ClassScores average_of(const std::vector<ClassCounts>& counts, Average average);

double mean_iou_of(const std::vector<ClassCounts>& counts);

}  // namespace detail

/// Precision, recall and F1 of each class.
/// Shapes: confusion [classes, classes].
/// Throws: ShapeError if the matrix is not square.
/// Elsewhere: sklearn.metrics.precision_recall_fscore_support.
std::vector<ClassScores> class_scores(const Tensor<std::int64_t>& confusion);

/// Precision, recall and F1 of all classes together. Classes that are neither a label nor a
/// prediction do not count.
/// Shapes: confusion [classes, classes].
/// Throws: ShapeError if the matrix is not square; ValueError if it counts nothing.
/// Source: scikit-learn's precision_recall_fscore_support with zero_division = 0.
/// Elsewhere: sklearn.metrics.precision_recall_fscore_support(average="macro").
ClassScores average_scores(const Tensor<std::int64_t>& confusion, Average average);

/// The mean over the classes of correct / (predicted or having this label): intersection over
/// union. Classes that are neither a label nor a prediction do not count.
/// Shapes: confusion [classes, classes].
/// Throws: ShapeError if the matrix is not square; ValueError if it counts nothing.
/// Source: Keras' MeanIoU; scikit-learn's jaccard_score with average="macro".
/// Elsewhere: keras.metrics.MeanIoU; sklearn.metrics.jaccard_score(average="macro").
double mean_iou(const Tensor<std::int64_t>& confusion);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/metrics/classification_impl.hpp"
#endif
