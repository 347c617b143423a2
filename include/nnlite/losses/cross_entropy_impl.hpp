#pragma once

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "nnlite/fields/fields.hpp"
#include "nnlite/kernels/softmax_cross_entropy.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/losses/row_losses.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
kernels::CrossEntropyShares<T> cross_entropy_shares(const CrossEntropy& options,
                                                    std::size_t classes, const Vector<T>& weights) {
    require_in_range("cross_entropy", options);
    const double smoothing = options.label_smoothing;
    return {.weights = weights.empty() ? nullptr : weights.data(),
            .keep = T(1 - smoothing),
            .spread = T(smoothing / double(classes))};
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> cross_entropy(const Variable<T>& logits, const detail::ArrayParameter<Labels>& labels,
                          const CrossEntropy& options) {
    detail::RowLosses<T> rows("cross_entropy", logits);
    const Labels& known = rows.check(*labels, options.ignore_index);
    const detail::Vector<T> weights = rows.check(options.class_weights);
    auto shares = detail::cross_entropy_shares(options, rows.classes, weights);
    shares.labels = known.data();
    kernels::softmax_cross_entropy(rows.rows, rows.classes, logits.value().data(), shares,
                                   rows.losses.data(), rows.slopes_or_null());
    const T total = T(detail::total_weight(*labels, weights, options.ignore_index));
    return std::move(rows).reduced(logits, options.reduction, total);
}

template <class T>
Variable<T> cross_entropy(const Variable<T>& logits, const detail::DenseParameter<T>& targets,
                          const CrossEntropy& options) {
    detail::RowLosses<T> rows("cross_entropy", logits);
    if (targets->shape() == rows.losses.shape()) {
        fail<ShapeError>("cross_entropy: expected integers as labels or targets of shape ",
                         logits.shape(), ", got floating-point values of shape ", targets->shape());
    }
    rows.check(*targets);
    const detail::Vector<T> weights = rows.check(options.class_weights);
    auto shares = detail::cross_entropy_shares(options, rows.classes, weights);
    shares.dense = targets->data();
    kernels::softmax_cross_entropy(rows.rows, rows.classes, logits.value().data(), shares,
                                   rows.losses.data(), rows.slopes_or_null());
    const T total = T(rows.rows);
    return std::move(rows).reduced(logits, options.reduction, total);
}

#ifdef NNLITE_DEFINE_LOSSES
#define NNLITE_COMPILE(T)                                                               \
    template Variable<T> cross_entropy<T>(const Variable<T>& logits,                    \
                                          const detail::ArrayParameter<Labels>& labels, \
                                          const CrossEntropy& options);                 \
    template Variable<T> cross_entropy<T>(const Variable<T>& logits,                    \
                                          const detail::DenseParameter<T>& targets,     \
                                          const CrossEntropy& options);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)
#undef NNLITE_COMPILE
#endif

}  // namespace nnlite
