#pragma once

#include <type_traits>

#include "nnlite/fields/fields.hpp"
#include "nnlite/losses/hinge.hpp"
#include "nnlite/losses/row_losses.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

struct HingeLoss {
    bool squared;
    auto operator()(auto output, auto target) const {
        const auto gap = 1 - output * target;
        const auto loss = where(gap <= 0, 0, gap);
        return squared ? loss * loss : loss;
    }
};

// sum over the other classes of max(0, margin - x[label] + x[i])^p scale, and its derivatives.
template <class T>
T multi_margin_row(std::size_t classes, const T* x, std::size_t label, T margin, bool squared,
                   T scale, T* slope) {
    T loss = T(0), label_slope = T(0);
    for (std::size_t i = 0; i < classes; ++i) {
        const T gap = margin - x[label] + x[i];
        const bool counts = i != label && !(gap <= T(0));
        const T gap_slope = !counts ? T(0) : squared ? 2 * gap * scale : scale;
        if (counts) { loss += squared ? gap * gap : gap; }
        if (slope != nullptr) { slope[i] = gap_slope; }
        label_slope -= gap_slope;
    }
    if (slope != nullptr) { slope[label] = label_slope; }
    return scale == T(0) ? T(0) : loss * scale;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> hinge(const Variable<T>& output, const std::type_identity_t<Variable<T>>& target,
                  Hinge options) {
    return detail::pointwise_loss("hinge", detail::HingeLoss{options.squared}, output, target,
                                  options.reduction);
}

template <class T>
Variable<T> multi_margin(const Variable<T>& scores, const detail::TargetsParameter<T>& targets,
                         const MultiMargin& options) {
    detail::require_in_range("multi_margin", options);
    detail::RowLosses<T> rows("multi_margin", scores);
    const Labels& labels = detail::label_targets<T>(rows.name, *targets);
    const Labels& known = rows.check(labels, options.ignore_index);
    const detail::Vector<T> weights = rows.check(options.class_weights);
    T* slopes = rows.slopes_or_null();
    for (std::size_t row = 0; row < rows.rows; ++row) {
        const std::size_t first = row * rows.classes;
        const auto label = std::size_t(known.data()[row]);
        const T weight = weights.empty() ? T(1) : weights[label];
        rows.losses.data()[row] = detail::multi_margin_row(
            rows.classes, scores.value().data() + first, label, T(options.margin), options.squared,
            weight / T(rows.classes), slopes == nullptr ? nullptr : slopes + first);
    }
    const T count = T(detail::total_weight<T>(labels, {}, options.ignore_index));
    return std::move(rows).reduced(scores, options.reduction, count);
}

#ifdef NNLITE_DEFINE_LOSSES
#define NNLITE_COMPILE(T)                                                                          \
    template Variable<T> hinge<T>(const Variable<T>& output,                                       \
                                  const std::type_identity_t<Variable<T>>& target, Hinge options); \
    template Variable<T> multi_margin<T>(const Variable<T>& scores,                                \
                                         const detail::TargetsParameter<T>& targets,               \
                                         const MultiMargin& options);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)
#undef NNLITE_COMPILE
#endif

}  // namespace nnlite
