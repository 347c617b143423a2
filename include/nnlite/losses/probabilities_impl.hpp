#pragma once

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "nnlite/fields/fields.hpp"
#include "nnlite/losses/probabilities.hpp"
#include "nnlite/losses/row_losses.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// -log of p clipped; slope is its derivative, 0 where p was outside.
template <class T>
T clipped_log_loss(T p, T& slope) {
    const T low = lowest_probability<T>, high = highest_probability<T>;
    slope = p < low || p > high ? T(0) : T(-1) / p;
    return -std::log(p < low ? low : p > high ? high : p);
}

// -sum(t log clip(p / sum(p))) of one row; slope[classes] = its derivatives unless null.
template <class T>
T categorical_row(std::size_t classes, const T* p, const T* t, T* slope) {
    T sum = T(0), loss = T(0), drift = T(0);
    for (std::size_t i = 0; i < classes; ++i) { sum += p[i]; }
    if (sum == T(0)) { sum = T(1); }  // a row of zeros is not divided
    for (std::size_t i = 0; i < classes; ++i) {
        T log_slope;
        loss += t[i] * clipped_log_loss(p[i] / sum, log_slope);
        if (slope != nullptr) {
            slope[i] = t[i] * log_slope;
            drift += slope[i] * (p[i] / sum);
        }
    }
    for (std::size_t i = 0; slope != nullptr && i < classes; ++i) {
        slope[i] = (slope[i] - drift) / sum;
    }
    return loss;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> cross_entropy_from_probabilities(const Variable<T>& probabilities,
                                             const detail::ArrayParameter<Labels>& labels,
                                             CrossEntropyFromProbabilities options) {
    detail::RowLosses<T> rows("cross_entropy_from_probabilities", probabilities);
    const Labels& known = rows.check(*labels, options.ignore_index);
    T* slopes = rows.slopes_or_null();
    std::fill_n(slopes, slopes == nullptr ? 0 : probabilities.size(), T(0));
    for (std::size_t row = 0; row < rows.rows; ++row) {
        const std::size_t i = row * rows.classes + std::size_t(known.data()[row]);
        T slope;
        rows.losses.data()[row] = detail::clipped_log_loss(probabilities.value().data()[i], slope);
        if (slopes != nullptr) { slopes[i] = slope; }
    }
    const T count = T(detail::total_weight<T>(*labels, {}, options.ignore_index));
    return std::move(rows).reduced(probabilities, options.reduction, count);
}

template <class T>
Variable<T> cross_entropy_from_probabilities(const Variable<T>& probabilities,
                                             const detail::DenseParameter<T>& targets,
                                             CrossEntropyFromProbabilities options) {
    detail::RowLosses<T> rows("cross_entropy_from_probabilities", probabilities);
    rows.check(*targets);
    T* slopes = rows.slopes_or_null();
    for (std::size_t row = 0; row < rows.rows; ++row) {
        const std::size_t first = row * rows.classes;
        rows.losses.data()[row] = detail::categorical_row(
            rows.classes, probabilities.value().data() + first, targets->data() + first,
            slopes == nullptr ? nullptr : slopes + first);
    }
    const T count = T(rows.rows);
    return std::move(rows).reduced(probabilities, options.reduction, count);
}

template <class T>
Variable<T> negative_log_likelihood(const Variable<T>& log_probabilities,
                                    const detail::TargetsParameter<T>& targets,
                                    const NegativeLogLikelihood& options) {
    detail::require_in_range("negative_log_likelihood", options);
    detail::RowLosses<T> rows("negative_log_likelihood", log_probabilities);
    const Labels& labels = detail::label_targets<T>(rows.name, *targets);
    const Labels& known = rows.check(labels, options.ignore_index);
    const detail::Vector<T> weights = rows.check(options.class_weights);
    T* slopes = rows.slopes_or_null();
    std::fill_n(slopes, slopes == nullptr ? 0 : log_probabilities.size(), T(0));
    for (std::size_t row = 0; row < rows.rows; ++row) {
        const auto label = std::size_t(known.data()[row]);
        const std::size_t i = row * rows.classes + label;
        const T weight = weights.empty() ? T(1) : weights[label];
        rows.losses.data()[row] =
            weight == T(0) ? T(0) : -weight * log_probabilities.value().data()[i];
        if (slopes != nullptr) { slopes[i] = -weight; }
    }
    const T total = T(detail::total_weight(labels, weights, options.ignore_index));
    return std::move(rows).reduced(log_probabilities, options.reduction, total);
}

#ifdef NNLITE_DEFINE_LOSSES
#define NNLITE_COMPILE(T)                                                                       \
    template Variable<T> cross_entropy_from_probabilities<T>(                                   \
        const Variable<T>& probabilities, const detail::ArrayParameter<Labels>& labels,         \
        CrossEntropyFromProbabilities options);                                                 \
    template Variable<T> cross_entropy_from_probabilities<T>(                                   \
        const Variable<T>& probabilities, const detail::DenseParameter<T>& targets,             \
        CrossEntropyFromProbabilities options);                                                 \
    template Variable<T> negative_log_likelihood<T>(const Variable<T>& log_probabilities,       \
                                                    const detail::TargetsParameter<T>& targets, \
                                                    const NegativeLogLikelihood& options);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)
#undef NNLITE_COMPILE
#endif

}  // namespace nnlite
