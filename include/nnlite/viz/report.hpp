#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/metrics/classification.hpp"
#include "nnlite/training/history.hpp"
#include "nnlite/viz/confusion_picture.hpp"
#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/image.hpp"
#include "nnlite/viz/image_grid.hpp"
#include "nnlite/viz/line_chart.hpp"
#include "nnlite/viz/prediction_captions.hpp"
#include "nnlite/viz/report_page.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
class Model;

namespace viz {

/// How Report::mistakes() shows images.
struct MistakesOptions {
    std::size_t count = 10;  ///< at most
    bool rgb = false;
    std::string color_map = "gray";
};

/// A report of a training run in one self-contained HTML file. Sections are in the order of the
/// calls; text is escaped.
///
///     viz::Report report("MNIST CNN");
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
                  const std::string& heading = "Settings");

    /// Durations in seconds.
    void timings(const std::vector<std::pair<std::string, double>>& seconds,
                 const std::string& heading = "Timings");

    /// A table; numbers are right-aligned.
    /// Throws: ValueError if a row has another number of cells than the header.
    void table(const std::string& heading, const std::vector<std::string>& header,
               const std::vector<std::vector<std::string>>& rows) {
        add(heading, detail::html_table("Report::table", header, rows));
    }

    void picture(const std::string& heading, const Picture& picture,
                 const std::string& caption = "") {
        add(heading, detail::html_picture(picture, heading, caption));
    }

    /// Line charts, drawn by gnuplot; if it is not installed, their values as tables.
    void charts(const std::string& heading, const std::vector<LineChart>& charts) {
        add(heading, charts_html(charts));
    }

    /// Loss and metrics of each epoch, as charts and as a table.
    void history(const History& history, const std::string& heading = "Training");

    /// The diagram of a network by diagram_dot() or another function, drawn by Graphviz; if that is
    /// not installed or fails, the graph's text.
    void diagram(const std::string& graph, const std::string& heading = "Diagram");

    /// A confusion matrix as a picture, with precision, recall and F1 of each class.
    /// Shapes: counts [classes, classes], as from confusion_matrix().
    /// Throws: as confusion_picture; ValueError if there are no counts.
    void confusion(const Tensor<std::int64_t>& counts,
                   const std::vector<std::string>& class_names = {},
                   const std::string& heading = "Confusion matrix");

    /// The samples that were classified wrongly with the largest probabilities, most confident
    /// first.
    /// Shapes: images [samples, height, width] or [samples, height, width, channels], of which the
    /// first is shown unless rgb; labels [samples], probabilities [samples, classes].
    /// Throws: ShapeError if the shapes do not fit together.
    template <class I, std::floating_point T>
    void mistakes(const Tensor<I>& images, const nnlite::detail::LabelsParameter& given_labels,
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
    template <nnlite::detail::NumberArray A, nnlite::detail::DenseArray B>
    requires nnlite::detail::OtherArray<A> || nnlite::detail::OtherArray<B>
    void mistakes(const A& images, const nnlite::detail::LabelsParameter& labels,
                  const B& probabilities, const MistakesOptions& options = {},
                  const std::string& heading = "Worst mistakes") {
        mistakes(nnlite::detail::tensor_from(images), labels,
                 nnlite::detail::tensor_from(probabilities), options, heading);
    }

    /// The whole page.
    std::string html() const { return detail::html_page(title_, sections_); }

    /// Throws: FileError if the file cannot be written.
    void write(const std::string& path) const;

   private:
    void add(const std::string& heading, std::string content) {
        sections_.push_back({heading, std::move(content)});
    }

    static std::string no_gnuplot() {
        return "<p>gnuplot is not installed: no charts of these values.</p>\n";
    }

    static std::string charts_html(const std::vector<LineChart>& charts);

    // One image, about 84 pixels wide.
    template <class I>
    static Picture tile(const Tensor<I>& images, std::size_t row, const MistakesOptions& options) {
        Shape shape = images.shape();
        const std::size_t size = nnlite::detail::element_count(shape, 1, shape.size());
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

}  // namespace viz

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/viz/report_impl.hpp"
#endif
