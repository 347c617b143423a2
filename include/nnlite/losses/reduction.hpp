#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/data/dataset.hpp"

namespace nnlite::inline NNLITE_ABI {

/// What becomes of the single losses: their mean or sum (a scalar), or none: they stay apart, one
/// for each row (losses over classes) or each number (the others).
enum class Reduction { mean, sum, none };

inline std::vector<std::string_view> names_of(Reduction) { return {"mean", "sum", "none"}; }

/// How a network's outputs are read under a loss, and so what accuracy means.
enum class OutputKind {
    values,       // numbers to be met: there is no accuracy
    classes,      // one score per class: the largest is the answer
    logit,        // yes if > 0
    probability,  // yes if > 0.5
};

namespace detail {

template <class T>
void require_elements(const char* name, const Variable<T>& output);

void require_target_shape(const char* name, const char* what, const Shape& expected,
                          const Shape& got);

// The dense targets of a loss that has no use for class numbers.
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

// What a row of the targets weighs on average, in a loss whose mean divides by weights of labels.
template <class T>
double mean_weight(const Targets<T>& targets, const Vector<double>& class_weights,
                   std::optional<std::int32_t> ignore_index);

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/losses/reduction_impl.hpp"
#endif
