#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/data/targets.hpp"
#include "nnlite/losses/reduction.hpp"
#include "nnlite/metrics/classification.hpp"
#include "nnlite/training/metric_counts.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Labels labels_of(const Targets<T>& targets) {
    const auto* labels = std::get_if<Labels>(&targets);
    return labels != nullptr ? *labels : argmax_rows(std::get<Tensor<T>>(targets));
}

// The class of a single output per row, which is a score of class 1 against class 0.
template <class T>
Labels binary_labels(std::string_view place, const MetricBatch<T>& batch) {
    const auto* labels = std::get_if<Labels>(&batch.targets);
    const auto* dense = std::get_if<Tensor<T>>(&batch.targets);
    const std::size_t rows = batch.outputs.size();
    if ((labels != nullptr ? labels->size() : dense->size()) != rows) {
        fail<ShapeError>(place, ": expected a target for each row of ", batch.outputs.shape());
    }
    Labels wanted = empty_tensor<std::int32_t>({rows});
    for (std::size_t i = 0; i < rows; ++i) {
        wanted(i) = labels != nullptr ? labels->data()[i] : dense->data()[i] > T(0.5);
        if (wanted(i) != batch.ignore_index && wanted(i) != 0 && wanted(i) != 1) {
            fail<ValueError>(place, ": expected labels 0 and 1 for a single output, got ",
                             wanted(i), " in row ", i);
        }
    }
    return wanted;
}

template <class T>
Answers answers_of(std::string_view place, const MetricBatch<T>& batch, T threshold) {
    const Tensor<T>& outputs = batch.outputs;
    if (!outputs.shape().empty() && outputs.shape().back() == 1) {
        Labels answers = empty_tensor<std::int32_t>({outputs.size()});
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const T score = outputs.data()[i];
            answers(i) = score != score ? no_class : score > threshold;
        }
        return {std::move(answers), binary_labels(place, batch), 2};
    }
    Answers result{answers_of(outputs), labels_of(batch.targets), outputs.shape().back()};
    if (outputs.size() > 0) { check_labels(place, result.answers.shape(), result.wanted.shape()); }
    return result;
}

NNLITE_INLINE double share_right(const std::vector<double>& counts) {
    return counts.empty() || counts[1] == 0 ? 0 : counts[0] / counts[1];
}

template <class T>
void count_right(const MetricBatch<T>& batch, T threshold, std::vector<double>& counts) {
    const auto [answers, wanted, classes] = answers_of("accuracy", batch, threshold);
    counts.resize(2);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted.data()[i] == batch.ignore_index) { continue; }
        counts[0] += answers.data()[i] == wanted.data()[i] ? 1 : 0;
        counts[1] += 1;
    }
}

template <class T>
void count_right_of_top(const MetricBatch<T>& batch, std::size_t k, std::vector<double>& counts) {
    const Labels wanted = labels_of(batch.targets);
    Shape rows = batch.outputs.shape();
    if (rows.empty() || k == 0) { top_k_accuracy(batch.outputs, wanted, k); }  // which throws
    const std::size_t classes = rows.back();
    rows.pop_back();
    check_labels("top_k_accuracy", rows, wanted.shape());
    counts.resize(2);
    for (std::size_t row = 0; row < wanted.size(); ++row) {
        if (wanted.data()[row] == batch.ignore_index) { continue; }
        const std::size_t label = label_index("top_k_accuracy", "labels", wanted, row, classes);
        const T* scores = batch.outputs.data() + row * classes;
        counts[0] += is_among_top(scores, classes, label, k) ? 1 : 0;
        counts[1] += 1;
    }
}

template <class T>
void count_classes(std::string_view name, const MetricBatch<T>& batch,
                   std::vector<double>& counts) {
    const T threshold = batch.output_kind == OutputKind::probability ? T(0.5) : T(0);
    const auto [answers, wanted, classes] = answers_of(name, batch, threshold);
    const std::size_t first = batch.outputs.shape().back() == 1 ? 1 : 0;
    counts.resize(3 * (classes - first));
    const auto add = [&, first = first](std::size_t label, std::size_t what) {
        if (label >= first) { counts[3 * (label - first) + what] += 1; }
    };
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted.data()[i] == batch.ignore_index) { continue; }
        const std::size_t label = label_index(name, "labels", wanted, i, classes);
        const std::int32_t answer = answers.data()[i];
        add(label, 2);
        if (answer == no_class) { continue; }
        add(std::size_t(answer), 1);
        if (std::size_t(answer) == label) { add(label, 0); }
    }
}

NNLITE_INLINE std::vector<ClassCounts> class_counts(const std::vector<double>& counts) {
    std::vector<ClassCounts> result;
    for (std::size_t i = 0; i + 3 <= counts.size(); i += 3) {
        result.push_back(
            {std::int64_t(counts[i]), std::int64_t(counts[i + 1]), std::int64_t(counts[i + 2])});
    }
    return result;
}

}  // namespace nnlite::detail
