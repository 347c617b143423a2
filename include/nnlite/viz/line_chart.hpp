#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/fields/fields.hpp"
#include "nnlite/viz/color_map.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// The style of a series.
enum class LineStyle { solid, dashed, points, line_and_points };

/// A line of a chart: y over x, with a gap where a value is not finite.
struct Series {
    std::string name = "";  ///< in the legend, unless empty; truncated if it is too long
    std::vector<double> y = {};
    std::vector<double> x = {};  ///< empty (0, 1, 2, ...), or one for each y
    LineStyle style = LineStyle::solid;
    std::optional<Rgb> color = {};  ///< default: one of eight, in turn
    double alpha = 1;               ///< 0 is invisible
};

/// Options of a line chart.
struct LineChartOptions {
    std::string title = "", x_label = "", y_label = "";
    bool legend = true;
    bool log_y = false;  ///< then a y <= 0 is a gap
    std::optional<double> y_low = {}, y_high = {};
    std::size_t width = 640, height = 400;  ///< pixels

    static constexpr auto fields() {
        return field_list(
            Field("title", &LineChartOptions::title), Field("x_label", &LineChartOptions::x_label),
            Field("y_label", &LineChartOptions::y_label),
            Field("legend", &LineChartOptions::legend), Field("log_y", &LineChartOptions::log_y),
            Field("y_low", &LineChartOptions::y_low), Field("y_high", &LineChartOptions::y_high),
            Field("width", &LineChartOptions::width, Range{50, 10000}),
            Field("height", &LineChartOptions::height, Range{50, 10000}));
    }
};

/// One of several charts side by side, of equal width.
struct LineChart {
    std::vector<Series> series;
    LineChartOptions options = {};
};

namespace detail {

// A text in single quotes, where only a quote is special for gnuplot. Two quotes are read as one
// only between other characters; elsewhere a quote is a separate text: "\047".'f1'."\047".
std::string gnuplot_text(std::string_view shown);

// Defines the data of a chart first, as gnuplot requires, and then draws it.
std::string gnuplot_chart(const LineChart& chart);

}  // namespace detail

/// Draws line charts side by side and returns the SVG as text. It runs the program gnuplot.
/// Throws: ValueError if there is no chart or series, x and y have different sizes or an option is
/// out of its range; FileError if gnuplot is not installed or fails.
std::string line_charts_svg(const std::vector<LineChart>& charts);
std::string line_chart_svg(const std::vector<Series>& series, const LineChartOptions& options = {});

/// Writes line charts side by side as one picture, SVG or PNG by the path's extension.
/// Throws: as line_charts_svg; ValueError if the extension is another one, FileError if it cannot
/// be written.
void write_line_charts(const std::string& path, const std::vector<LineChart>& charts);

/// Writes a line chart:
///
///     viz::write_line_chart("loss.svg", {{"training", loss}, {"validation", val_loss}},
///                           {.title = "Loss", .x_label = "Epoch"});
void write_line_chart(const std::string& path, const std::vector<Series>& series,
                      const LineChartOptions& options = {});

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/line_chart_impl.hpp"
#endif
