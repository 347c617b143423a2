#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/viz/color_map.hpp"
#include "nnlite/viz/heat_map_frame.hpp"
#include "nnlite/viz/image.hpp"
#include "nnlite/viz/image_grid.hpp"
#include "nnlite/viz/value_range.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// Options of overlay().
struct OverlayOptions {
    double alpha = 0.6;      ///< 0 shows the image alone, 1 the heat map alone
    std::size_t scale = 40;  ///< size of an image pixel in the picture, in pixels
    bool smooth = false;     ///< true: bilinear heat map; false: squares
    std::string color_map = "hot";
    std::optional<double> low = {}, high = {};  ///< as in HeatMapOptions
    std::string title = "";
    bool color_bar = true;
    std::string color_bar_label = "";
    std::size_t text_scale = 2;

    static constexpr auto fields() {
        return field_list(Field("alpha", &OverlayOptions::alpha, Range::fraction()),
                          Field("scale", &OverlayOptions::scale, Range{1, 1000}),
                          Field("smooth", &OverlayOptions::smooth),
                          Field("color_map", &OverlayOptions::color_map),
                          Field("low", &OverlayOptions::low), Field("high", &OverlayOptions::high),
                          Field("title", &OverlayOptions::title),
                          Field("color_bar", &OverlayOptions::color_bar),
                          Field("color_bar_label", &OverlayOptions::color_bar_label),
                          Field("text_scale", &OverlayOptions::text_scale, Range{1, 1000}));
    }
};

namespace detail {

// A matrix interpolated between the centres of its cells, at a position in cells from its corner.
template <class T>
double sampled(const Tensor<T>& values, double y, double x, bool smooth) {
    const auto last_row = static_cast<double>(values.shape()[0] - 1);
    const auto last_column = static_cast<double>(values.shape()[1] - 1);
    const auto at = [&](double row, double column) {
        return static_cast<double>(values(static_cast<std::size_t>(std::min(row, last_row)),
                                          static_cast<std::size_t>(std::min(column, last_column))));
    };
    if (!smooth) { return at(std::floor(y), std::floor(x)); }
    y = std::clamp(y - 0.5, 0., last_row);
    x = std::clamp(x - 0.5, 0., last_column);
    const double top = std::floor(y), left = std::floor(x);
    return std::lerp(std::lerp(at(top, left), at(top, left + 1), x - left),
                     std::lerp(at(top + 1, left), at(top + 1, left + 1), x - left), y - top);
}

inline Rgb blended(Rgb below, Rgb above, double alpha) {
    const auto level = [alpha](double from, double to) {
        return static_cast<std::uint8_t>(std::lround(std::lerp(from, to, alpha)));
    };
    return {level(below.red, above.red), level(below.green, above.green),
            level(below.blue, above.blue)};
}

}  // namespace detail

/// A transparent heat map over an image: alpha heat + (1 - alpha) image, with a colour bar. The
/// heat map is stretched to the image; where it is NaN, only the image is shown.
/// Shapes: image [height, width] or [height, width, 3] (red, green, blue), heat [rows, columns].
/// Units or ranges: a gray image goes from black, its smallest value, to white; the others as in
/// image_grid().
/// Throws: ShapeError for other shapes; ValueError as heat_map(), or if alpha is not from 0 to 1.
template <class I, class T>
Picture overlay(const Tensor<I>& image, const Tensor<T>& heat, const OverlayOptions& options = {}) {
    const Shape& shape = image.shape();
    const bool rgb = shape.size() == 3 && shape[2] == 3;
    if ((shape.size() != 2 && !rgb) || image.size() == 0 || heat.dimension() != 2 ||
        heat.size() == 0) {
        fail<ShapeError>(
            "overlay: expected an image [height, width] or [height, width, 3] and a heat map "
            "[rows, columns], got ",
            shape, " and ", heat.shape());
    }
    nnlite::detail::require_in_range("overlay", options);
    detail::check_limits("overlay", options.low, options.high);
    Tensor<I> one = image;
    Shape grid = shape;
    grid.insert(grid.begin(), 1);
    one.reshape(grid);
    Picture picture = image_grid(one, {.scale = options.scale, .padding = 0, .rgb = rgb});
    const ColorMap colors(options.color_map);
    const detail::ValueRange range = detail::range_of(heat, options.low, options.high);
    const double row = static_cast<double>(heat.shape()[0]) / static_cast<double>(picture.height());
    const double column =
        static_cast<double>(heat.shape()[1]) / static_cast<double>(picture.width());
    for (std::size_t y = 0; y < picture.height(); ++y) {
        for (std::size_t x = 0; x < picture.width(); ++x) {
            const double value =
                detail::sampled(heat, (static_cast<double>(y) + 0.5) * row,
                                (static_cast<double>(x) + 0.5) * column, options.smooth);
            if (std::isnan(value)) { continue; }
            picture(y, x) =
                detail::blended(picture(y, x), colors(range.share(value)), options.alpha);
        }
    }
    const HeatMapOptions around{.color_map = options.color_map,
                                .title = options.title,
                                .ticks = false,
                                .color_bar = options.color_bar,
                                .color_bar_label = options.color_bar_label,
                                .text_scale = options.text_scale};
    return detail::HeatMapFrame(picture, 1, 1, range, around).draw();
}
template <nnlite::detail::NumberArray A, nnlite::detail::NumberArray B>
requires nnlite::detail::OtherArray<A> || nnlite::detail::OtherArray<B> Picture
overlay(const A& image, const B& heat, const OverlayOptions& options = {}) {
    return overlay(nnlite::detail::tensor_from(image), nnlite::detail::tensor_from(heat), options);
}

}  // namespace nnlite::viz
