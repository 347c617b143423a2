#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/fields/fields.hpp"
#include "nnlite/viz/color_map.hpp"
#include "nnlite/viz/font.hpp"
#include "nnlite/viz/image.hpp"
#include "nnlite/viz/value_range.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// Options of heat_map(). Lengths are in pixels.
struct HeatMapOptions {
    std::size_t scale = 8;  ///< of a cell, which is one value
    std::string color_map = "viridis";
    std::optional<double> low = {};   ///< value of the first colour; default: the smallest value
    std::optional<double> high = {};  ///< value of the last colour; default: the largest value
    std::string title = "", x_label = "", y_label = "";
    bool ticks = true;                           ///< numbers or names at columns and rows
    std::vector<std::string> column_names = {};  ///< empty (their numbers), or one for each
    std::vector<std::string> row_names = {};
    std::vector<std::string> cell_texts = {};  ///< empty, or one for each value, row by row
    bool color_bar = true;
    std::string color_bar_label = "";
    std::size_t text_scale = 2;
    Rgb background = white;  ///< also of cells that are not a number

    static constexpr auto fields() {
        return field_list(
            Field("scale", &HeatMapOptions::scale, Range{1, 1000}),
            Field("color_map", &HeatMapOptions::color_map), Field("low", &HeatMapOptions::low),
            Field("high", &HeatMapOptions::high), Field("title", &HeatMapOptions::title),
            Field("x_label", &HeatMapOptions::x_label), Field("y_label", &HeatMapOptions::y_label),
            Field("ticks", &HeatMapOptions::ticks),
            Field("column_names", &HeatMapOptions::column_names),
            Field("row_names", &HeatMapOptions::row_names),
            Field("cell_texts", &HeatMapOptions::cell_texts),
            Field("color_bar", &HeatMapOptions::color_bar),
            Field("color_bar_label", &HeatMapOptions::color_bar_label),
            Field("text_scale", &HeatMapOptions::text_scale, Range{1, 1000}),
            Field("background", &HeatMapOptions::background));
    }
};

namespace detail {

// Round tick values within a range, evenly spaced, about `most` of them.
std::vector<double> round_numbers(const ValueRange& range, std::size_t most);

std::string short_number(double value);

// A line of text rotated by 90 degrees, read upwards.
Picture upward_text(std::string_view text, std::size_t scale, Rgb background);

// Adds labels and a colour bar to the picture of a matrix.
class HeatMapFrame {
   public:
    HeatMapFrame(const Picture& cells, std::size_t rows, std::size_t columns,
                 const ValueRange& range, const HeatMapOptions& options);

    Picture draw();

   private:
    std::size_t width(std::string_view text) const { return text_width(text, unit_); }
    std::string column_name(std::size_t i) const;
    std::string row_name(std::size_t i) const;

    // By how much a text centred over the cells sticks out at each end.
    static std::size_t standing_out(std::size_t text, std::size_t cells) {
        return text > cells ? (text - cells + 1) / 2 : 0;
    }

    // The spacing in cells at which the names fit.
    static std::size_t step(std::size_t room, std::size_t scale);

    void frame(Picture& picture, std::size_t left, const Picture& content) const;

    void write_upward(Picture& picture, const std::string& text, std::size_t left) const;

    // Centred on a column of pixels.
    void write(Picture& picture, std::size_t row, std::size_t center,
               const std::string& text) const {
        draw_text(picture, row, center - width(text) / 2, text, black, unit_);
    }

    void write_above_and_below(Picture& picture, std::size_t tick, std::size_t margin) const;

    void draw_bar(Picture& picture, std::size_t left, std::size_t bar_width) const;

    const Picture& cells_;
    std::size_t rows_, columns_;
    ValueRange range_;
    const HeatMapOptions& options_;
    std::size_t unit_, line_;
    std::vector<double> numbers_;  // at the colour bar
    std::size_t row_names_width_ = 0, column_names_width_ = 0, numbers_width_ = 0;
    std::size_t top_ = 0, left_ = 0;  // of the cells
};

}  // namespace detail

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/heat_map_frame_impl.hpp"
#endif
