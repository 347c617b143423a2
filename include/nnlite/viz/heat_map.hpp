#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/viz/color_map.hpp"
#include "nnlite/viz/font.hpp"
#include "nnlite/viz/heat_map_frame.hpp"
#include "nnlite/viz/image.hpp"
#include "nnlite/viz/value_range.hpp"

namespace nnlite {

namespace detail {

inline void check_heat_map(const Shape& shape, const HeatMapOptions& options) {
    if (shape.size() != 2 || element_count(shape) == 0) {
        fail<ShapeError>("heat_map: expected values [rows, columns], got ", shape);
    }
    check_length("heat_map", "scale", options.scale, 1);
    check_length("heat_map", "text_scale", options.text_scale, 1);
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

}  // namespace detail

/// A matrix as colours, with the numbers or names of its rows and columns, labels and a colour bar;
/// row 0 is at the top.
/// Shapes: values [rows, columns].
/// Units or ranges: colours as those of image_grid().
/// Throws: ShapeError if the values are no matrix; ValueError if an option is outside what it may
/// be, a cell's text is larger than the cell, or the picture has more than 2^28 pixels.
template <class T>
Picture heat_map(const Tensor<T>& values, const HeatMapOptions& options = {}) {
    const Shape& shape = values.shape();
    detail::check_heat_map(shape, options);
    const ColorMap colors(options.color_map);
    const detail::ValueRange range = detail::range_of(values, options.low, options.high);
    const std::size_t scale = options.scale, rows = shape[0], columns = shape[1];
    Picture cells(rows * scale, columns * scale, options.background);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double value = static_cast<double>(values.data()[i]);
        const std::size_t row = i / columns * scale, column = i % columns * scale;
        if (!std::isnan(value)) {
            cells.paint(row, column, scale, scale, colors(range.share(value)));
        }
        if (options.cell_texts.empty()) { continue; }
        detail::draw_centered_text(cells, row + (scale - glyph_height * options.text_scale) / 2,
                                   column, scale, options.cell_texts[i],
                                   detail::text_color_on(cells(row, column)), options.text_scale);
    }
    return detail::HeatMapFrame(cells, rows, columns, range, options).draw();
}
template <detail::OtherArray E>
Picture heat_map(const E& values, const HeatMapOptions& options = {}) {
    return heat_map(detail::tensor_from(values), options);
}

}  // namespace nnlite
