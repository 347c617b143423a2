#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/data/dataset.hpp"

namespace nnlite::inline NNLITE_ABI {

/// How the losses are reduced: to their mean or sum (a scalar), or not (none): one loss per row
/// (losses over classes) or per element (the others).
enum class Reduction { mean, sum, none };

inline std::vector<std::string_view> names_of(Reduction) { return {"mean", "sum", "none"}; }

/// How a loss interprets a network's outputs, which also defines accuracy.
enum class OutputKind {
    values,       // regression: there is no accuracy
    classes,      // one score per class: the largest is the prediction
    logit,        // yes if > 0
    probability,  // yes if > 0.5
};

namespace detail {

template <class T>
void require_elements(const char* name, const Variable<T>& output);

void require_target_shape(const char* name, const char* what, const Shape& expected,
                          const Shape& got);

// The dense targets of a loss that does not take class numbers.
template <class T>
const Tensor<T>& dense_targets(const char* name, const Targets<T>& targets);

// The Labels of a loss that needs class numbers.
template <class T>
const Labels& label_targets(const char* name, const Targets<T>& targets);

// The weights of the labels that are not ignored, summed; without weights, their number.
template <class W>
double total_weight(const Labels& labels, const Vector<W>& class_weights,
                    std::optional<std::int32_t> ignore_index) {
    if (class_weights.empty() && !ignore_index) { return double(labels.size()); }
    double total = 0;
    for (std::size_t row = 0; row < labels.size(); ++row) {
        const std::int32_t label = labels.data()[row];
        if (label == ignore_index) { continue; }
        total += class_weights.empty() ? 1.0 : double(class_weights.at(std::size_t(label)));
    }
    return total;
}

// The average weight of a row of the targets, in a loss whose mean divides by weights of labels.
template <class T>
double mean_weight(const Targets<T>& targets, const Vector<double>& class_weights,
                   std::optional<std::int32_t> ignore_index);

}  // namespace detail

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LOSSES)
#include "nnlite/losses/reduction_impl.hpp"
#endif
