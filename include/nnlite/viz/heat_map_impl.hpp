#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/viz/font.hpp"
#include "nnlite/viz/heat_map.hpp"
#include "nnlite/viz/heat_map_frame.hpp"
#include "nnlite/viz/value_range.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

NNLITE_INLINE void check_heat_map(const Shape& shape, const HeatMapOptions& options) {
    if (shape.size() != 2 || nnlite::detail::element_count(shape) == 0) {
        fail<ShapeError>("heat_map: expected values [rows, columns], got ", shape);
    }
    nnlite::detail::require_in_range("heat_map", options);
    check_limits("heat_map", options.low, options.high);
    const auto check_count = [](std::string_view name, std::size_t count, std::size_t got) {
        if (got != 0 && got != count) {
            fail<ValueError>("heat_map: expected ", count, " ", name, " or none, got ", got);
        }
    };
    check_count("row_names", shape[0], options.row_names.size());
    check_count("column_names", shape[1], options.column_names.size());
    check_count("cell_texts", shape[0] * shape[1], options.cell_texts.size());
    for (const std::string& text : options.cell_texts) {
        const std::size_t least =
            std::max(glyph_height * options.text_scale, text_width(text, options.text_scale)) + 2;
        if (!text.empty() && options.scale < least) {
            fail<ValueError>("heat_map: expected scale of at least ", least, " for a cell with ",
                             text, ", got ", options.scale);
        }
    }
}

}  // namespace nnlite::viz::detail
