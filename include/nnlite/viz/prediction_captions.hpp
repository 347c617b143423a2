#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/viz/font.hpp"
#include "nnlite/viz/image.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// A classifier's predictions as titles and highlights for image_grid.
struct PredictionCaptions {
    std::vector<std::string> titles;  ///< "P7 (100%) T7": predicted, largest probability, true
    std::vector<Rgb> highlights;      ///< blue if the prediction is correct, red if it is wrong
};

/// Captions of predictions; with row numbers "Idx 8: P6 (97%) T5".
/// Shapes: predicted, labels [samples], probabilities [samples, classes], rows [samples] or [0].
/// Throws: ShapeError if the shapes do not fit together.
template <class T>
PredictionCaptions prediction_captions(const nnlite::detail::LabelsParameter& given_predicted,
                                       const Tensor<T>& probabilities,
                                       const nnlite::detail::LabelsParameter& given_labels,
                                       std::span<const std::size_t> rows = {}) {
    const Labels &predicted = *given_predicted, &labels = *given_labels;
    const Shape& shape = probabilities.shape();
    if (shape.size() != 2 || shape[1] == 0 || predicted.shape() != Shape{shape[0]} ||
        labels.shape() != Shape{shape[0]} || (!rows.empty() && rows.size() != shape[0])) {
        fail<ShapeError>(
            "prediction_captions: expected predictions [samples], probabilities "
            "[samples, classes], labels [samples] and no or as many rows, got ",
            predicted.shape(), ", ", shape, ", ", labels.shape(), " and ", rows.size());
    }
    PredictionCaptions captions;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const T* const first = probabilities.data() + i * shape[1];
        const double percent =
            100 * static_cast<double>(*std::max_element(first, first + shape[1]));
        captions.titles.push_back(text_of(rows.empty() ? "" : text_of("Idx ", rows[i], ": "), "P",
                                          predicted(i), " (", detail::fixed_text(percent, 0),
                                          "%) T", labels(i)));
        captions.highlights.push_back(predicted(i) == labels(i) ? blue : red);
    }
    return captions;
}
template <nnlite::detail::OtherArray E>
PredictionCaptions prediction_captions(const nnlite::detail::LabelsParameter& predicted,
                                       const E& probabilities,
                                       const nnlite::detail::LabelsParameter& labels,
                                       std::span<const std::size_t> rows = {}) {
    return prediction_captions(predicted, nnlite::detail::tensor_from(probabilities), labels, rows);
}

}  // namespace nnlite::viz
