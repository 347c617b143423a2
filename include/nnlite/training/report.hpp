#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/metrics/classification.hpp"
#include "nnlite/serialization/atomic_file.hpp"
#include "nnlite/training/history.hpp"
#include "nnlite/training/history_chart.hpp"
#include "nnlite/training/report_page.hpp"
#include "nnlite/viz/confusion_picture.hpp"
#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/image.hpp"
#include "nnlite/viz/image_grid.hpp"
#include "nnlite/viz/line_chart.hpp"
#include "nnlite/viz/prediction_captions.hpp"

namespace nnlite {

template <class T>
class Model;

/// How Report::mistakes() shows images.
struct MistakesOptions {
    std::size_t count = 10;  ///< at most
    bool rgb = false;
    std::string color_map = "gray";
};

/// A page about a training run in one HTML file, which needs no other file and no network. Sections
/// are in the order of the calls; any text is shown as it is.
///
///     Report report("MNIST CNN");
///     report.summary(model);
///     report.history(history);
///     report.write("report.html");
class Report {
   public:
    explicit Report(std::string title) : title_(std::move(title)) {}

    /// A paragraph.
    void text(const std::string& heading, const std::string& paragraph) {
        add(heading, "<p>" + detail::html_text(paragraph) + "</p>\n");
    }

    /// The table of layers; see Model::summary().
    template <class T>
    void summary(Model<T>& model, const std::string& heading = "Network") {
        add(heading, detail::html_preformatted(model.summary_text()));
    }

    /// Options and their values.
    void settings(const std::vector<std::pair<std::string, std::string>>& values,
                  const std::string& heading = "Settings") {
        std::vector<std::vector<std::string>> rows;
        for (const auto& [name, value] : values) { rows.push_back({name, value}); }
        table(heading, {"Setting", "Value"}, rows);
    }

    /// What took how long, in seconds.
    void timings(const std::vector<std::pair<std::string, double>>& seconds,
                 const std::string& heading = "Timings") {
        std::vector<std::vector<std::string>> rows;
        for (const auto& [name, value] : seconds) {
            rows.push_back({name, detail::duration_text(value)});
        }
        table(heading, {"Step", "Time"}, rows);
    }

    /// A table; numbers are set to the right.
    /// Throws: ValueError if a row has another number of cells than the header.
    void table(const std::string& heading, const std::vector<std::string>& header,
               const std::vector<std::vector<std::string>>& rows) {
        add(heading, detail::html_table("Report::table", header, rows));
    }

    void picture(const std::string& heading, const Picture& picture,
                 const std::string& caption = "") {
        add(heading, detail::html_picture(picture, heading, caption));
    }

    /// Line charts, drawn by gnuplot; where it is not installed, their numbers.
    void charts(const std::string& heading, const std::vector<LineChart>& charts) {
        add(heading, charts_html(charts));
    }

    /// The figures of each epoch, as charts and as a table.
    void history(const History& history, const std::string& heading = "Training") {
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
        add(heading, html + detail::html_details(
                                "Numbers of each epoch",
                                detail::html_table("Report::history", header, rows), !drawn));
    }

    /// The network as diagram_dot() or another function describes it, drawn by Graphviz; where it
    /// is not installed or cannot draw it, that description.
    void diagram(const std::string& graph, const std::string& heading = "Diagram") {
        std::string why = "Graphviz (the program dot) was not there to draw this.";
        if (has_program("dot")) {
            try {
                return add(heading, detail::html_svg(dot_svg(graph), heading));
            } catch (const FileError& error) { why = error.what(); }
        }
        add(heading, "<p>" + detail::html_text(why) + "</p>\n" + detail::html_preformatted(graph));
    }

    /// A confusion matrix as a picture, with precision, recall and F1 of each class.
    /// Shapes: counts [classes, classes], as confusion_matrix() gives.
    /// Throws: as confusion_picture; ValueError if there are no counts.
    void confusion(const Tensor<std::int64_t>& counts,
                   const std::vector<std::string>& class_names = {},
                   const std::string& heading = "Confusion matrix") {
        const Picture picture = confusion_picture(counts, {.class_names = class_names});
        const auto scores = class_scores(counts);
        const ClassScores all = average_scores(counts, Average::micro);
        std::vector<std::vector<std::string>> rows;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            rows.push_back({class_names.empty() ? std::to_string(i) : class_names[i],
                            detail::fixed_text(scores[i].precision, 4),
                            detail::fixed_text(scores[i].recall, 4),
                            detail::fixed_text(scores[i].f1, 4),
                            std::to_string(scores[i].support)});
        }
        const std::string right = text_of("Accuracy ", detail::fixed_text(all.recall, 4), " of ",
                                          all.support, " samples");
        add(heading,
            detail::html_picture(picture, heading, right) +
                detail::html_table("Report::confusion",
                                   {"Class", "Precision", "Recall", "F1", "Samples"}, rows));
    }

    /// The samples that were classified wrongly with the largest probabilities, most certain first.
    /// Shapes: images [samples, height, width] or [samples, height, width, channels], of which the
    /// first is shown unless rgb; labels [samples], probabilities [samples, classes].
    /// Throws: ShapeError if the shapes do not fit together.
    template <class I, std::floating_point T>
    void mistakes(const Tensor<I>& images, const detail::LabelsParameter& given_labels,
                  const Tensor<T>& probabilities, const MistakesOptions& options = {},
                  const std::string& heading = "Worst mistakes") {
        const Labels& labels = *given_labels;
        const Shape& shape = images.shape();
        if (shape.size() < 3 || shape.size() > 4 || labels.shape() != Shape{shape[0]} ||
            probabilities.dimension() != 2 || probabilities.shape()[0] != shape[0]) {
            fail<ShapeError>(
                "Report::mistakes: expected images [samples, height, width] or "
                "[samples, height, width, channels], labels [samples] and "
                "probabilities [samples, classes], got ",
                shape, ", ", labels.shape(), " and ", probabilities.shape());
        }
        const Labels predicted = argmax_rows(probabilities);
        const auto certainty = [&](std::size_t row) {
            return probabilities(row, static_cast<std::size_t>(predicted(row)));
        };
        std::vector<std::size_t> rows(shape[0]), wrong;
        std::iota(rows.begin(), rows.end(), std::size_t{0});
        const auto captions = prediction_captions(predicted, probabilities, labels, rows).titles;
        for (std::size_t row = 0; row < labels.size(); ++row) {
            if (predicted(row) != labels(row)) { wrong.push_back(row); }
        }
        std::stable_sort(wrong.begin(), wrong.end(),
                         [&](std::size_t a, std::size_t b) { return certainty(a) > certainty(b); });
        std::string html = text_of("<p>", wrong.size(), " of ", labels.size(),
                                   " samples are classified wrongly.</p>\n<div class=\"tiles\">\n");
        for (std::size_t i = 0; i < std::min(wrong.size(), options.count); ++i) {
            const std::size_t row = wrong[i];
            html += detail::html_picture(tile(images, row, options), captions[row], captions[row]);
        }
        add(heading, html + "</div>\n");
    }
    template <detail::NumberArray A, detail::DenseArray B>
    requires detail::OtherArray<A> || detail::OtherArray<B>
    void mistakes(const A& images, const detail::LabelsParameter& labels, const B& probabilities,
                  const MistakesOptions& options = {},
                  const std::string& heading = "Worst mistakes") {
        mistakes(detail::tensor_from(images), labels, detail::tensor_from(probabilities), options,
                 heading);
    }

    /// The whole page.
    std::string html() const { return detail::html_page(title_, sections_); }

    /// Throws: FileError if the file cannot be written.
    void write(const std::string& path) const {
        AtomicFile file("Report", path);
        file.write(html());
        file.commit();
    }

   private:
    void add(const std::string& heading, std::string content) {
        sections_.push_back({heading, std::move(content)});
    }

    static std::string no_gnuplot() {
        return "<p>gnuplot was not there to draw charts of these numbers.</p>\n";
    }

    static std::string charts_html(const std::vector<LineChart>& charts) {
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

    // One image, about 84 pixels wide.
    template <class I>
    static Picture tile(const Tensor<I>& images, std::size_t row, const MistakesOptions& options) {
        Shape shape = images.shape();
        const std::size_t size = element_count(shape, 1, shape.size());
        const std::size_t channels = shape.size() == 4 && !options.rgb ? shape[3] : 1;
        shape[0] = 1;
        if (shape.size() == 4 && !options.rgb) { shape[3] = 1; }
        auto image = empty_tensor<I>(shape);
        for (std::size_t i = 0; i < image.size(); ++i) {
            image.data()[i] = images.data()[row * size + i * channels];
        }
        const std::size_t scale = std::max<std::size_t>(1, 84 / std::max<std::size_t>(1, shape[2]));
        return image_grid(
            image,
            {.scale = scale, .padding = 0, .color_map = options.color_map, .rgb = options.rgb});
    }

    std::string title_;
    std::vector<detail::ReportSection> sections_;
};

}  // namespace nnlite
