#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/viz/image.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// Options of confusion_picture().
struct ConfusionPictureOptions {
    std::string title = "";
    std::vector<std::string> class_names = {};  ///< empty (their numbers), or one for each class
    std::string color_map = "viridis";
    std::size_t text_scale = 2;

    static constexpr auto fields() {
        return field_list(
            Field("title", &ConfusionPictureOptions::title),
            Field("class_names", &ConfusionPictureOptions::class_names),
            Field("color_map", &ConfusionPictureOptions::color_map),
            Field("text_scale", &ConfusionPictureOptions::text_scale, Range{1, 1000}));
    }
};

/// A confusion matrix: how often a label (row) was predicted as a class (column). The colour is the
/// fraction of the row's samples, from 0 to 1.
/// Shapes: counts [classes, classes], as from confusion_matrix().
/// Throws: ShapeError if the matrix is not square or empty; ValueError if a count is negative or
/// an option is out of its range.
Picture confusion_picture(const Tensor<std::int64_t>& counts,
                          const ConfusionPictureOptions& options = {});

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/confusion_picture_impl.hpp"
#endif
