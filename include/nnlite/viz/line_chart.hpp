#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/fields/fields.hpp"
#include "nnlite/viz/color_map.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// How a series is drawn.
enum class LineStyle { solid, dashed, points, line_and_points };

/// A line of a chart: y over x. Where a number is not finite, the line has a gap.
struct Series {
    std::string name = "";  ///< in the legend, unless empty; cut where the legend ends
    std::vector<double> y = {};
    std::vector<double> x = {};  ///< none (0, 1, 2, ...), or one for each y
    LineStyle style = LineStyle::solid;
    std::optional<Rgb> color = {};  ///< without it one of eight, in turn
    double alpha = 1;               ///< 0 is invisible
};

/// How a line chart is drawn.
struct LineChartOptions {
    std::string title = "", x_label = "", y_label = "";
    bool legend = true;
    bool log_y = false;  ///< then a y that is not above 0 is a gap
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

/// One of several charts beside each other, which are equally wide.
struct LineChart {
    std::vector<Series> series;
    LineChartOptions options = {};
};

namespace detail {

// A text in single quotes, where nothing but a quote means anything to gnuplot. It reads two quotes
// as one only between other characters; those elsewhere are texts of their own: "\047".'f1'."\047".
std::string gnuplot_text(std::string_view shown);

// Defines the data of a chart first, as gnuplot wants, and draws it then.
std::string gnuplot_chart(const LineChart& chart);

}  // namespace detail

/// Line charts beside each other, as the text of an SVG picture. The program gnuplot draws it.
/// Throws: ValueError if there is no chart or series, x and y are not as many or an option is
/// outside what it may be; FileError if gnuplot is not installed or fails.
std::string line_charts_svg(const std::vector<LineChart>& charts);
std::string line_chart_svg(const std::vector<Series>& series, const LineChartOptions& options = {});

/// Writes line charts beside each other as one picture, SVG or PNG by the path's ending.
/// Throws: as line_charts_svg; ValueError if the path ends otherwise, FileError if it cannot be
/// written.
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
