#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/utf8.hpp"
#include "nnlite/io/atomic_file.hpp"
#include "nnlite/viz/color_map.hpp"
#include "nnlite/viz/image.hpp"
#include "nnlite/viz/line_chart.hpp"
#include "nnlite/viz/program.hpp"
#include "nnlite/viz/value_range.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

inline constexpr std::string_view gnuplot_packages =
    "apt-get install gnuplot-nox | brew install gnuplot | conda install -c conda-forge gnuplot";

// A series' name, truncated: gnuplot omits the whole legend if one name is too long.
std::string legend_text(std::string_view name, std::size_t width);

std::string gnuplot_color(Rgb color, double alpha);

// Eight colours that colour-blind people can distinguish. Source: Okabe and Ito, Color Universal
// Design.
Rgb series_color(const Series& series, std::size_t number);

void check_line_chart(std::string_view place, const LineChart& chart);

// The ranges of a chart's axes.
struct ChartPoints {
    bool any = false, whole_x = true;
    ValueRange x{0, 0};

    void add(double at);
};

// Appends a series as lines "x y"; an empty line is a gap. Returns whether it has a point.
bool append_points(std::string& script, const Series& series, bool log_y, ChartPoints& points);

std::string_view gnuplot_style(LineStyle style);

NNLITE_INLINE std::string gnuplot_limit(const std::optional<double>& limit) {
    return limit ? text_of(*limit) : "*";
}

std::string gnuplot_picture(std::string_view place, const std::vector<LineChart>& charts, bool svg);

}  // namespace nnlite::viz::detail

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE void write_line_chart(const std::string& path, const std::vector<Series>& series,
                                    const LineChartOptions& options) {
    write_line_charts(path, {{series, options}});
}

}  // namespace nnlite::viz

namespace nnlite::inline NNLITE_ABI::viz::detail {

NNLITE_INLINE std::string gnuplot_text(std::string_view shown) {
    constexpr int most_parts = 60;  // gnuplot joins fewer than 150; then a typographic quote does
    const std::string text = nnlite::detail::with_valid_utf8(shown);
    std::string quoted = "'";
    int parts = 0;
    for (std::size_t i = 0, run = 1; i < text.size(); i += run) {
        run = std::max<std::size_t>(std::min(text.find_first_not_of('\'', i), text.size()) - i, 1);
        const bool control = static_cast<unsigned char>(text[i]) < ' ' || text[i] == '\x7f';
        if (text[i] != '\'') {
            quoted += control ? ' ' : text[i];
        } else if (run == 1 && i > 0 && i + 1 < text.size()) {
            quoted += "''";
        } else if (++parts < most_parts) {
            quoted += "'.\"";
            for (std::size_t k = 0; k < run; ++k) { quoted += "\\047"; }
            quoted += "\".'";
        } else {
            quoted += "\xe2\x80\x99";
        }
    }
    return quoted + "'";
}

NNLITE_INLINE std::string legend_text(std::string_view name, std::size_t width) {
    const std::string text = nnlite::detail::with_valid_utf8(name);
    std::size_t most = std::max<std::size_t>(width, 108) / 12 - 8;  // wide ones, next to the sample
    if (text.size() <= most) { return gnuplot_text(text); }
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80) { --most; }
    return gnuplot_text(text.substr(0, most) + "\xe2\x80\xa6");
}

NNLITE_INLINE std::string gnuplot_color(Rgb color, double alpha) {
    char text[16];
    std::snprintf(text, sizeof text, "'#%02X%02X%02X%02X'",
                  static_cast<unsigned>(std::lround(255 * (1 - alpha))), color.red, color.green,
                  color.blue);
    return text;
}

NNLITE_INLINE Rgb series_color(const Series& series, std::size_t number) {
    constexpr Rgb colors[] = {{0, 114, 178}, {213, 94, 0},   {0, 158, 115}, {204, 121, 167},
                              {230, 159, 0}, {86, 180, 233}, {0, 0, 0},     {150, 140, 20}};
    return series.color.value_or(colors[number % 8]);
}

NNLITE_INLINE void check_line_chart(std::string_view place, const LineChart& chart) {
    const LineChartOptions& options = chart.options;
    nnlite::detail::require_in_range(place, options);
    if (chart.series.empty()) { fail<ValueError>(place, ": expected at least one series"); }
    for (const Series& series : chart.series) {
        if (!series.x.empty() && series.x.size() != series.y.size()) {
            fail<ValueError>(place, ": expected as many x as y in series \"", series.name,
                             "\", got ", series.x.size(), " and ", series.y.size());
        }
        nnlite::detail::require_in_range(place, "alpha", series.alpha, Range::fraction());
    }
    for (const auto& limit : {options.y_low, options.y_high}) {
        if (limit && options.log_y && *limit <= 0) {
            fail<ValueError>(place, ": expected y_low and y_high above 0, got ", *limit);
        }
    }
    if (options.y_low && options.y_high && *options.y_low >= *options.y_high) {
        fail<ValueError>(place, ": expected y_low < y_high, got ", *options.y_low, " and ",
                         *options.y_high);
    }
}

NNLITE_INLINE void ChartPoints::add(double at) {
    x = any ? ValueRange{std::min(x.low, at), std::max(x.high, at)} : ValueRange{at, at};
    whole_x = whole_x && at == std::floor(at);
    any = true;
}

NNLITE_INLINE bool append_points(std::string& script, const Series& series, bool log_y,
                                 ChartPoints& points) {
    constexpr double most = 1e300;  // gnuplot's axes overflow beyond
    bool any = false, gap = true;
    for (std::size_t i = 0; i < series.y.size(); ++i) {
        const double x = series.x.empty() ? static_cast<double>(i) : series.x[i], y = series.y[i];
        const bool shown = std::abs(x) <= most && std::abs(y) <= most && (!log_y || y > 0);
        if (shown) { points.add(x); }
        if (shown || !gap) { script += shown ? text_of(x, " ", y, "\n") : "\n"; }
        gap = !shown;
        any = any || shown;
    }
    return any;
}

NNLITE_INLINE std::string_view gnuplot_style(LineStyle style) {
    switch (style) {
        case LineStyle::dashed:
            return "lines lw 2 dt 2";
        case LineStyle::points:
            return "points pt 7 ps 0.7";
        case LineStyle::line_and_points:
            return "linespoints lw 2 pt 7 ps 0.7";
        default:
            return "lines lw 2";
    }
}

NNLITE_INLINE std::string gnuplot_chart(const LineChart& chart) {
    const LineChartOptions& options = chart.options;
    std::string script = text_of(
        "set title ", gnuplot_text(options.title), "\nset xlabel ", gnuplot_text(options.x_label),
        "\nset ylabel ", gnuplot_text(options.y_label), options.legend ? "\nset" : "\nunset",
        " key", options.log_y ? "\nset logscale y" : "\nunset logscale y", "\nset yrange [",
        gnuplot_limit(options.y_low), ":", gnuplot_limit(options.y_high), "]\n");
    std::string plots;
    ChartPoints points;
    for (std::size_t i = 0; i < chart.series.size(); ++i) {
        const Series& series = chart.series[i];
        const std::string data = text_of("$series", i);
        script += data + " << END\n";
        const bool any = append_points(script, series, options.log_y, points);
        script += "END\n";
        plots += text_of(
            i == 0 ? "plot " : ", ", any ? data + " using 1:2" : "1/0", " with ",
            gnuplot_style(series.style), " lc rgb ",
            gnuplot_color(series_color(series, i), series.alpha),
            series.name.empty() ? " notitle" : " title " + legend_text(series.name, options.width));
    }
    // An empty chart has axes too, with ticks at integers only.
    script += points.any ? "set xrange [*:*]\n" : "set xrange [0:1]\nset yrange [0.1:1]\n";
    const bool few = points.any && points.whole_x && points.x.high - points.x.low <= 10;
    return script + (few ? "set xtics 1\n" : "set xtics autofreq\n") + plots + "\n";
}

NNLITE_INLINE std::string gnuplot_picture(std::string_view place,
                                          const std::vector<LineChart>& charts, bool svg) {
    if (charts.empty()) { fail<ValueError>(place, ": expected at least one chart"); }
    std::size_t width = 0, height = 0;
    for (const LineChart& chart : charts) {
        check_line_chart(place, chart);
        width += chart.options.width;
        height = std::max(height, chart.options.height);
    }
    std::string script = text_of("set encoding utf8\nset terminal ", svg ? "svg" : "pngcairo",
                                 " noenhanced size ", width, ",", height,
                                 " background rgb 'white' font 'sans,12'\n"
                                 "set border 3\nset tics nomirror\nset grid lc rgb '#DDDDDD' lt 1\n"
                                 "set key below horizontal height 1\nset multiplot layout 1,",
                                 charts.size(), "\n");
    for (const LineChart& chart : charts) { script += gnuplot_chart(chart); }
    return run_program(place, {"gnuplot", "-d"}, script + "unset multiplot\n", gnuplot_packages);
}

}  // namespace nnlite::viz::detail

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE std::string line_charts_svg(const std::vector<LineChart>& charts) {
    return detail::gnuplot_picture("line_charts_svg", charts, true);
}

NNLITE_INLINE std::string line_chart_svg(const std::vector<Series>& series,
                                         const LineChartOptions& options) {
    return detail::gnuplot_picture("line_chart_svg", {{series, options}}, true);
}

NNLITE_INLINE void write_line_charts(const std::string& path,
                                     const std::vector<LineChart>& charts) {
    const bool svg = path.ends_with(".svg");
    if (!svg && !path.ends_with(".png")) {
        fail<ValueError>("write_line_chart: expected a path that ends with .svg or .png, got ",
                         path);
    }
    nnlite::detail::write_file("write_line_chart", path,
                               detail::gnuplot_picture("write_line_chart", charts, svg));
}

}  // namespace nnlite::viz
