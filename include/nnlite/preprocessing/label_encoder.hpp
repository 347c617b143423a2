#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// What names a class: an integer or a text.
template <class T>
concept ClassLabel = std::same_as<T, std::int32_t> || std::same_as<T, std::string>;

// One label per sample: Labels, or texts.
template <ClassLabel Label>
using LabelList =
    std::conditional_t<std::same_as<Label, std::string>, std::vector<std::string>, Labels>;

// One label per sample as a parameter: any array of whole numbers, or a span of texts, which a
// vector converts to.
template <ClassLabel Label>
using LabelView = std::conditional_t<std::same_as<Label, std::string>, std::span<const std::string>,
                                     const LabelsParameter&>;

}  // namespace detail

/// Numbers the classes that occur among labels, in sorted order: 0, 1, ...
/// Shapes: labels and codes [rows].
/// Throws: ShapeError if labels have another rank; ValueError if fit() gets no label or was not
/// called, a label to transform did not occur in fit(), or a code is not that of a class.
/// Source: scikit-learn's LabelEncoder.
/// Elsewhere: sklearn.preprocessing.LabelEncoder.
template <detail::ClassLabel Label = std::int32_t>
class LabelEncoder {
   public:
    /// Errors begin with `place`, the estimator that uses the encoder.
    explicit LabelEncoder(std::string_view place = "LabelEncoder") : place_(place) {}

    LabelEncoder& fit(detail::LabelView<Label> labels) {
        const auto list = rows_of("fit", labels);
        if (list.empty()) { fail<ValueError>(place_, ": fit: expected labels, got none"); }
        classes_.assign(list.begin(), list.end());
        std::sort(classes_.begin(), classes_.end());
        classes_.erase(std::unique(classes_.begin(), classes_.end()), classes_.end());
        return *this;
    }

    /// The label of each code; empty before fit().
    const std::vector<Label>& classes() const { return classes_; }

    Labels transform(detail::LabelView<Label> labels) const {
        check_fitted("transform");
        const auto list = rows_of("transform", labels);
        Labels codes = empty_tensor<std::int32_t>({list.size()});
        for (std::size_t row = 0; row < list.size(); ++row) {
            const auto found = std::lower_bound(classes_.begin(), classes_.end(), list[row]);
            if (found == classes_.end() || *found != list[row]) {
                fail<ValueError>(place_, ": transform: expected labels that fit() has seen, got ",
                                 list[row], " at row ", row);
            }
            codes.data()[row] = static_cast<std::int32_t>(found - classes_.begin());
        }
        return codes;
    }

    Labels fit_transform(detail::LabelView<Label> labels) { return fit(labels).transform(labels); }

    detail::LabelList<Label> inverse_transform(const detail::LabelsParameter& codes) const {
        check_fitted("inverse_transform");
        const auto list = rows_of("inverse_transform", codes);
        detail::LabelList<Label> labels = empty_list(list.size());
        for (std::size_t row = 0; row < list.size(); ++row) {
            const auto code = static_cast<std::size_t>(list[row]);  // a negative one is huge
            if (code >= classes_.size()) {
                fail<ValueError>(place_, ": inverse_transform: expected codes from 0 to below ",
                                 classes_.size(), ", got ", list[row], " at row ", row);
            }
            labels.data()[row] = classes_[code];
        }
        return labels;
    }

   private:
    std::span<const std::int32_t> rows_of(std::string_view function,
                                          const detail::LabelsParameter& given) const {
        const Labels& labels = *given;
        if (labels.dimension() != 1) {
            fail<ShapeError>(place_, ": ", function, ": expected labels [rows], got ",
                             labels.shape());
        }
        return {labels.data(), labels.size()};
    }

    std::span<const std::string> rows_of(std::string_view,
                                         std::span<const std::string> labels) const {
        return labels;
    }

    static detail::LabelList<Label> empty_list(std::size_t rows) {
        if constexpr (std::same_as<Label, std::string>) {
            return std::vector<std::string>(rows);
        } else {
            return empty_tensor<Label>({rows});
        }
    }

    void check_fitted(std::string_view function) const {
        if (classes_.empty()) {
            fail<ValueError>(place_, ": ", function, ": expected fit() to be called first");
        }
    }

    std::string place_;
    std::vector<Label> classes_;
};

}  // namespace nnlite
