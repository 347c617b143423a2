#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/viz/color_map.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

NNLITE_INLINE ColorLevels gray_color(double t) { return {255 * t, 255 * t, 255 * t}; }

// Red rises first, then green, then blue.
ColorLevels hot_color(double t);

// Chebyshev polynomials fitted to the 256 colours; the error is at most 0.5.
ColorLevels viridis_color(double t);

// From red through white to blue.
ColorLevels red_blue_color(double t);

NNLITE_INLINE ColorLevels hot_color(double t) {
    constexpr double green_starts = 23. / 63, blue_starts = 47. / 63, first_red = 0.0416;
    return {255 * std::min(first_red + (1 - first_red) * t / green_starts, 1.),
            255 * std::clamp((t - green_starts) / (blue_starts - green_starts), 0., 1.),
            255 * std::max((t - blue_starts) / (1 - blue_starts), 0.)};
}

NNLITE_INLINE ColorLevels viridis_color(double t) {
    constexpr double coefficients[3][14] = {
        {104.2, 76.1, 65, 20.5, -8.4, -5, -0.4, 1.7, 0.6, -0.9, -0.3, 0.4, 0.3, -0.2},
        {132.3, 115.9, -14.6, -1.2, -2.2, 0.2, 0.5, 0.2, -0.1, 0, 0, -0.1, 0, -0.1},
        {95.9, -37.4, -43.5, 5.4, 3.8, 7.3, 3.8, 1.2, 1.1, 0.3, -0.1, -0.2, -0.2, -0.2}};
    ColorLevels levels{};
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const double angle = std::acos(2 * t - 1);
        for (int k = 0; k < 14; ++k) {
            levels[channel] += coefficients[channel][k] * std::cos(k * angle);
        }
    }
    return levels;
}

NNLITE_INLINE ColorLevels red_blue_color(double t) {
    constexpr double anchors[11][3] = {{103, 0, 31},    {178, 24, 43},   {214, 96, 77},
                                       {244, 165, 130}, {253, 219, 199}, {247, 247, 247},
                                       {209, 229, 240}, {146, 197, 222}, {67, 147, 195},
                                       {33, 102, 172},  {5, 48, 97}};
    const auto before = std::min(static_cast<std::size_t>(10 * t), std::size_t{9});
    ColorLevels levels{};
    for (std::size_t channel = 0; channel < 3; ++channel) {
        levels[channel] = std::lerp(anchors[before][channel], anchors[before + 1][channel],
                                    10 * t - static_cast<double>(before));
    }
    return levels;
}

}  // namespace nnlite::viz::detail

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE ColorMap::ColorMap(std::string_view name) {
    const bool reversed = name.ends_with("_r");
    const auto color = find(name, name.substr(0, name.size() - (reversed ? 2 : 0)));
    for (std::size_t i = 0; i < colors_.size(); ++i) {
        const auto levels = color(static_cast<double>(i) / 255);
        const auto level = [&levels](std::size_t channel) {
            return static_cast<std::uint8_t>(std::lround(std::clamp(levels[channel], 0., 255.)));
        };
        colors_[reversed ? 255 - i : i] = {level(0), level(1), level(2)};
    }
}

NNLITE_INLINE Rgb ColorMap::operator()(double value) const {
    if (std::isnan(value)) { fail<ValueError>("ColorMap: NaN has no colour"); }
    return colors_[static_cast<std::size_t>(std::clamp(256 * value, 0., 255.))];
}

NNLITE_INLINE ColorMap::Color ColorMap::find(std::string_view name, std::string_view forward) {
    if (forward == "gray") { return detail::gray_color; }
    if (forward == "viridis") { return detail::viridis_color; }
    if (forward == "hot") { return detail::hot_color; }
    if (forward == "RdBu") { return detail::red_blue_color; }
    fail<ValueError>(
        "ColorMap: expected gray, viridis, hot or RdBu, with _r for the reversed map, got ", name);
}

}  // namespace nnlite::viz
