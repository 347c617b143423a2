#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/preprocessing/label_encoder.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The values for a label's class and for the other classes.
struct LabelBinarizerOptions {
    int neg_label = 0;
    int pos_label = 1;
};

/// One column per class, `pos_label` in the column of the label's class and `neg_label` in the
/// others. Two classes give only the second's column; one class gives a column of neg_label.
/// Shapes: labels [rows], columns [rows, classes], or [rows, 1] for one or two classes.
/// Throws: ShapeError if labels have another rank or columns do not fit; ValueError if not
/// neg_label < pos_label, fit() gets no label or was not called, or a label to transform did not
/// occur in fit().
/// Source: scikit-learn's LabelBinarizer, which writes neg_label everywhere for a label that it has
/// not seen.
/// Elsewhere: sklearn.preprocessing.LabelBinarizer.
template <detail::ClassLabel Label = std::int32_t>
class LabelBinarizer {
   public:
    explicit LabelBinarizer(LabelBinarizerOptions options = {}) : options_(options) {
        if (options.neg_label >= options.pos_label) {
            fail<ValueError>("LabelBinarizer: expected neg_label < pos_label, got ",
                             options.neg_label, " and ", options.pos_label);
        }
    }

    LabelBinarizer& fit(detail::LabelView<Label> labels) {
        encoder_.fit(labels);
        return *this;
    }

    /// The sorted labels of fit(); empty before it.
    const std::vector<Label>& classes() const { return encoder_.classes(); }

    /// The number of columns of transform().
    std::size_t columns() const { return classes().size() <= 2 ? 1 : classes().size(); }

    template <std::floating_point T = float>
    Tensor<T> transform(detail::LabelView<Label> labels) const {
        const Labels codes = encoder_.transform(labels);
        auto result = full_tensor<T>({codes.size(), columns()}, static_cast<T>(options_.neg_label));
        const bool one_column = columns() == 1;
        for (std::size_t row = 0; row < codes.size(); ++row) {
            const auto code = static_cast<std::size_t>(codes.data()[row]);
            if (one_column && code == 0) { continue; }
            result.data()[row * columns() + (one_column ? 0 : code)] =
                static_cast<T>(options_.pos_label);
        }
        return result;
    }

    template <std::floating_point T = float>
    Tensor<T> fit_transform(detail::LabelView<Label> labels) {
        return fit(labels).template transform<T>(labels);
    }

    /// The class of the largest score of each row, the first of equal ones; of two classes the
    /// second if its score is above the threshold (default: halfway from neg_label to pos_label).
    /// The threshold is 0.5 for probabilities, 0 for scores of either sign.
    /// Shapes: scores as columns; for two classes also [rows] or, as probabilities of both,
    /// [rows, 2].
    template <std::floating_point T>
    detail::LabelList<Label> inverse_transform(const Tensor<T>& scores,
                                               std::optional<double> threshold = {}) const;

   private:
    LabelBinarizerOptions options_;
    LabelEncoder<Label> encoder_{"LabelBinarizer"};
};

template <detail::ClassLabel Label>
template <std::floating_point T>
detail::LabelList<Label> LabelBinarizer<Label>::inverse_transform(
    const Tensor<T>& scores, std::optional<double> threshold) const {
    const std::size_t count = classes().size();
    if (count == 0) {
        fail<ValueError>("LabelBinarizer: inverse_transform: expected fit() to be called first");
    }
    const Shape& shape = scores.shape();
    const std::size_t width = shape.size() == 1 ? 1 : shape.size() == 2 ? shape[1] : 0;
    const bool fits = count <= 2 ? width == 1 || width == count : width == count;
    if (!fits) {
        fail<ShapeError>("LabelBinarizer: inverse_transform: expected scores [rows, ", columns(),
                         "], got ", shape);
    }
    const double limit = threshold.value_or((options_.neg_label + options_.pos_label) / 2.0);
    Labels codes = empty_tensor<std::int32_t>({shape[0]});
    for (std::size_t row = 0; row < codes.size(); ++row) {
        const T* values = scores.data() + row * width;
        codes.data()[row] =
            count > 2 ? static_cast<std::int32_t>(std::max_element(values, values + width) - values)
                      : count == 2 && static_cast<double>(values[width - 1]) > limit;
    }
    return encoder_.inverse_transform(codes);
}

}  // namespace nnlite
