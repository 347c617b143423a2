#pragma once

#include <cmath>
#include <cstddef>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/viz/color_map.hpp"
#include "nnlite/viz/font.hpp"
#include "nnlite/viz/heat_map_frame.hpp"
#include "nnlite/viz/image.hpp"
#include "nnlite/viz/value_range.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

namespace detail {

void check_heat_map(const Shape& shape, const HeatMapOptions& options);

}  // namespace detail

/// A matrix as colours, with the numbers or names of its rows and columns, labels and a colour bar;
/// row 0 is at the top.
/// Shapes: values [rows, columns].
/// Units or ranges: colours as in image_grid().
/// Throws: ShapeError if the values are not a matrix; ValueError if an option is out of its range,
/// a cell's text is larger than the cell, or the picture has more than 2^28 pixels.
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
        detail::draw_centered_text(
            cells, row + (scale - detail::glyph_height * options.text_scale) / 2, column, scale,
            options.cell_texts[i], detail::text_color_on(cells(row, column)), options.text_scale);
    }
    return detail::HeatMapFrame(cells, rows, columns, range, options).draw();
}
template <nnlite::detail::OtherArray E>
Picture heat_map(const E& values, const HeatMapOptions& options = {}) {
    return heat_map(nnlite::detail::tensor_from(values), options);
}

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/heat_map_impl.hpp"
#endif
