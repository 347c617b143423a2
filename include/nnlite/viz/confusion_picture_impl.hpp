#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/viz/confusion_picture.hpp"
#include "nnlite/viz/font.hpp"
#include "nnlite/viz/heat_map.hpp"
#include "nnlite/viz/image.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE Picture confusion_picture(const Tensor<std::int64_t>& counts,
                                        const ConfusionPictureOptions& options) {
    const Shape& shape = counts.shape();
    if (shape.size() != 2 || shape[0] != shape[1] || shape[0] == 0) {
        fail<ShapeError>("confusion_picture: expected counts [classes, classes], got ", shape);
    }
    nnlite::detail::require_in_range("confusion_picture", options);
    const std::size_t classes = shape[0];
    auto shares = full_tensor<double>(shape, 0);
    std::vector<std::string> texts;
    std::size_t widest = detail::glyph_height * options.text_scale;
    for (std::size_t row = 0; row < classes; ++row) {
        double sum = 0;
        for (std::size_t column = 0; column < classes; ++column) {
            const std::int64_t count = counts(row, column);
            if (count < 0) {
                fail<ValueError>("confusion_picture: expected counts from 0 on, got ", count,
                                 " at row ", row, ", column ", column);
            }
            sum += static_cast<double>(count);
            texts.push_back(std::to_string(count));
            widest = std::max(widest, detail::text_width(texts.back(), options.text_scale));
        }
        for (std::size_t column = 0; column < classes && sum > 0; ++column) {
            shares(row, column) = static_cast<double>(counts(row, column)) / sum;
        }
    }
    return heat_map(shares, {.scale = widest + 8 * options.text_scale,
                             .color_map = options.color_map,
                             .low = 0,
                             .high = 1,
                             .title = options.title,
                             .x_label = "Predicted",
                             .y_label = "True",
                             .column_names = options.class_names,
                             .row_names = options.class_names,
                             .cell_texts = texts,
                             .color_bar_label = "Share of the true class",
                             .text_scale = options.text_scale});
}

}  // namespace nnlite::viz
