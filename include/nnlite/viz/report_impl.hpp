#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/io/atomic_file.hpp"
#include "nnlite/metrics/classification.hpp"
#include "nnlite/training/history.hpp"
#include "nnlite/viz/confusion_picture.hpp"
#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/font.hpp"
#include "nnlite/viz/history_chart.hpp"
#include "nnlite/viz/image.hpp"
#include "nnlite/viz/line_chart.hpp"
#include "nnlite/viz/program.hpp"
#include "nnlite/viz/report.hpp"
#include "nnlite/viz/report_page.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE void Report::settings(const std::vector<std::pair<std::string, std::string>>& values,
                                    const std::string& heading) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, value] : values) { rows.push_back({name, value}); }
    table(heading, {"Setting", "Value"}, rows);
}

NNLITE_INLINE void Report::timings(const std::vector<std::pair<std::string, double>>& seconds,
                                   const std::string& heading) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, value] : seconds) {
        rows.push_back({name, detail::duration_text(value)});
    }
    table(heading, {"Step", "Time"}, rows);
}

NNLITE_INLINE void Report::history(const History& history, const std::string& heading) {
    std::vector<std::string> header{"epoch"};
    for (const auto& [name, values] : history.series()) { header.push_back(name); }
    std::vector<std::vector<std::string>> rows;
    for (std::size_t epoch = 0; epoch < history.epochs(); ++epoch) {
        rows.push_back({std::to_string(epoch + 1)});
        for (const auto& [name, values] : history.series()) {
            const bool is_there = epoch < values.size() && !std::isnan(values[epoch]);
            rows.back().push_back(is_there ? detail::figure_text(values[epoch]) : "");
        }
    }
    std::string html;
    if (history.contains("seconds")) {
        const auto& seconds = history["seconds"];
        const double sum = std::accumulate(seconds.begin(), seconds.end(), 0.);
        html = text_of("<p>", history.epochs(), " epochs in ", detail::duration_text(sum),
                       history.interrupted ? ", then interrupted" : "", ".</p>\n");
    }
    const bool drawn = has_program("gnuplot");
    html += drawn ? charts_html(history_charts(history)) : no_gnuplot();
    add(heading,
        html + detail::html_details("Numbers of each epoch",
                                    detail::html_table("Report::history", header, rows), !drawn));
}

NNLITE_INLINE void Report::diagram(const std::string& graph, const std::string& heading) {
    std::string why = "Graphviz (the program dot) is not installed: no diagram.";
    if (has_program("dot")) {
        try {
            return add(heading, detail::html_svg(dot_svg(graph), heading));
        } catch (const FileError& error) { why = error.what(); }
    }
    add(heading, "<p>" + detail::html_text(why) + "</p>\n" + detail::html_preformatted(graph));
}

NNLITE_INLINE void Report::confusion(const Tensor<std::int64_t>& counts,
                                     const std::vector<std::string>& class_names,
                                     const std::string& heading) {
    const Picture picture = confusion_picture(counts, {.class_names = class_names});
    const auto scores = class_scores(counts);
    const ClassScores all = average_scores(counts, Average::micro);
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        rows.push_back({class_names.empty() ? std::to_string(i) : class_names[i],
                        detail::fixed_text(scores[i].precision, 4),
                        detail::fixed_text(scores[i].recall, 4),
                        detail::fixed_text(scores[i].f1, 4), std::to_string(scores[i].support)});
    }
    const std::string right =
        text_of("Accuracy ", detail::fixed_text(all.recall, 4), " of ", all.support, " samples");
    add(heading, detail::html_picture(picture, heading, right) +
                     detail::html_table("Report::confusion",
                                        {"Class", "Precision", "Recall", "F1", "Samples"}, rows));
}

NNLITE_INLINE void Report::write(const std::string& path) const {
    AtomicFile file("Report", path);
    file.write(html());
    file.commit();
}

NNLITE_INLINE std::string Report::charts_html(const std::vector<LineChart>& charts) {
    if (!has_program("gnuplot")) {
        std::string tables = no_gnuplot();
        for (const LineChart& chart : charts) {
            for (const Series& series : chart.series) {
                std::vector<std::vector<std::string>> rows;
                for (std::size_t i = 0; i < series.y.size(); ++i) {
                    const double x = i < series.x.size() ? series.x[i] : static_cast<double>(i);
                    rows.push_back({detail::figure_text(x), detail::figure_text(series.y[i])});
                }
                tables += detail::html_details(
                    chart.options.title + " " + series.name,
                    detail::html_table("Report", {chart.options.x_label, series.name}, rows),
                    false);
            }
        }
        return tables;
    }
    std::string html = "<div class=\"charts\">\n";
    for (const LineChart& chart : charts) {
        html += detail::html_svg(line_charts_svg({chart}), chart.options.title);
    }
    return html + "</div>\n";
}

}  // namespace nnlite::viz
