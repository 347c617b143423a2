#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/metrics/classification.hpp"
#include "nnlite/metrics/regression.hpp"
#include "nnlite/training/metric.hpp"
#include "nnlite/training/metric_counts.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Metric<T> counting_metric(std::string name, typename Metric<T>::Update update,
                          typename Metric<T>::Result result, std::string type) {
    const auto of_batch = [update, result](const Tensor<T>& outputs, const Targets<T>& targets) {
        std::vector<double> counts;
        update({outputs, targets}, counts);
        return result(counts);
    };
    return {std::move(name), of_batch, std::move(type), std::move(update), std::move(result)};
}

}  // namespace nnlite

namespace nnlite::inline NNLITE_ABI::detail {

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
        fail<ValueError>("metric: expected dense targets (a Tensor), got Labels");
    }
    return *dense;
}

NNLITE_INLINE bool is_figure_of_fit(const std::string& name) {
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

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Metric<T> accuracy_metric() {
    return detail::accuracy_metric<T>("accuracy", T(0));
}

template <class T>
Metric<T> binary_accuracy_metric() {
    return detail::accuracy_metric<T>("binary_accuracy", T(0.5));
}

template <class T>
Metric<T> top_k_accuracy_metric(std::size_t k) {
    const std::string name = text_of("top", k, "_accuracy");
    return counting_metric<T>(
        name,
        [k](const MetricBatch<T>& batch, std::vector<double>& counts) {
            detail::count_right_of_top(batch, k, counts);
        },
        detail::share_right, name);
}

template <class T>
Metric<T> precision_metric(Average average) {
    return detail::average_metric<T>("precision", &ClassScores::precision, average);
}

template <class T>
Metric<T> recall_metric(Average average) {
    return detail::average_metric<T>("recall", &ClassScores::recall, average);
}

template <class T>
Metric<T> f1_metric(Average average) {
    return detail::average_metric<T>("f1", &ClassScores::f1, average);
}

template <class T>
Metric<T> mean_iou_metric() {
    return detail::class_metric<T>("mean_iou", detail::mean_iou_of);
}

template <class T>
Metric<T> mse_metric() {
    return {"mse",
            [](const Tensor<T>& outputs, const Targets<T>& targets) {
                return mean_squared_error(outputs, detail::dense_of(targets));
            },
            "mse"};
}

template <class T>
Metric<T> mae_metric() {
    return {"mae",
            [](const Tensor<T>& outputs, const Targets<T>& targets) {
                return mean_absolute_error(outputs, detail::dense_of(targets));
            },
            "mae"};
}

namespace detail {

template <class T>
std::optional<Metric<T>> known_metric(const std::string& type) {
    if (type == "accuracy") { return nnlite::accuracy_metric<T>(); }
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

}  // namespace detail

}  // namespace nnlite
