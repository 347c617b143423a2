#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include "nnlite/core/inline.hpp"
#include "nnlite/data/dataset.hpp"
#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/losses/reduction.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void require_elements(const char* name, const Variable<T>& output) {
    if (output.size() == 0) {
        fail<ShapeError>(name, ": expected outputs with elements, got shape ", output.shape());
    }
}

NNLITE_INLINE void require_target_shape(const char* name, const char* what, const Shape& expected,
                                        const Shape& got) {
    if (expected != got) {
        fail<ShapeError>(name, ": expected ", what, " of shape ", expected, ", got ", got);
    }
}

template <class T>
const Tensor<T>& dense_targets(const char* name, const Targets<T>& targets) {
    if (const auto* dense = std::get_if<Tensor<T>>(&targets)) { return *dense; }
    fail<ValueError>(name, ": expected dense targets (a Tensor), got Labels of shape ",
                     std::get<Labels>(targets).shape());
}

template <class T>
const Labels& label_targets(const char* name, const Targets<T>& targets) {
    if (const auto* labels = std::get_if<Labels>(&targets)) { return *labels; }
    fail<ValueError>(name, ": expected Labels, got dense targets of shape ",
                     std::get<Tensor<T>>(targets).shape());
}

template <class T>
double mean_weight(const Targets<T>& targets, const Vector<double>& class_weights,
                   std::optional<std::int32_t> ignore_index) {
    const auto* labels = std::get_if<Labels>(&targets);
    if (labels == nullptr) { return 1; }
    return total_weight(*labels, class_weights, ignore_index) / double(labels->size());
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {
#ifdef NNLITE_DEFINE_LOSSES
#define NNLITE_COMPILE(T)                                                                         \
    template void detail::require_elements<T>(const char* name, const Variable<T>& output);       \
    template const Tensor<T>& detail::dense_targets<T>(const char* name,                          \
                                                       const Targets<T>& targets);                \
    template const Labels& detail::label_targets<T>(const char* name, const Targets<T>& targets); \
    template double detail::mean_weight<T>(const Targets<T>& targets,                             \
                                           const Vector<double>& class_weights,                   \
                                           std::optional<std::int32_t> ignore_index);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)
#undef NNLITE_COMPILE
#endif

}  // namespace nnlite
