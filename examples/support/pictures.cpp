#include "pictures.hpp"

#if __has_include(<stb/stb_image.h>) || __has_include(<stb_image.h>)
#include <nnlite/data/image_file.hpp>
#define EXAMPLE_READS_IMAGES
#endif

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <numeric>
#include <span>

namespace example {

using namespace nnlite;

void PictureFolder::write(const std::string& name, const viz::Picture& picture) {
    viz::write_png(path(name), picture);
    std::printf("wrote %s\n", path(name).c_str());
    pictures_.emplace_back(name, picture);
}

void PictureFolder::write(const std::string& name, const viz::Report& report) const {
    report.write(path(name));
    std::printf("wrote %s\n", path(name).c_str());
}

void PictureFolder::write(const std::string& name,
                          const std::vector<viz::LineChart>& charts) const {
    if (!viz::has_program("gnuplot")) { return leave_out(name, "gnuplot is not installed"); }
    viz::write_line_charts(path(name), charts);
    std::printf("wrote %s\n", path(name).c_str());
}

void PictureFolder::write(const std::string& name, const std::string& graph) const {
    if (!viz::has_program("dot")) { return leave_out(name, "Graphviz is not installed"); }
    viz::write_dot(path(name), graph);
    std::printf("wrote %s\n", path(name).c_str());
}

void PictureFolder::leave_out(const std::string& name, const std::string& reason) const {
    std::printf("no %s: %s\n", path(name).c_str(), reason.c_str());
}

Tensor<std::uint8_t> read_gray(const std::string& path) {
#ifdef EXAMPLE_READS_IMAGES
    return read_image(path, {.gray = true});
#else
    fail<FileError>(path, ": the examples were compiled without stb (apt: libstb-dev)");
#endif
}

std::vector<std::string> numbered(const std::string& name, std::size_t count) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) { texts.push_back(name + std::to_string(i)); }
    return texts;
}

Tensor<> neuron_tiles(const Tensor<>& weights, std::size_t side, std::size_t count) {
    const std::size_t shown = std::min(count, weights.shape()[1]);
    Tensor<> tiles = xt::view(weights, xt::all(), xt::range(std::size_t{0}, shown));
    tiles.reshape({1, side, side, shown});
    return tiles;
}

namespace {

struct Answers {
    const ImageData& data;
    Tensor<> probabilities;  // [n, classes]
    Labels predicted;        // [n]

    // Some rows with captions, blue where the answer is right, red where it is wrong.
    viz::Picture grid(std::span<const std::size_t> rows, const std::string& heading,
                      bool with_numbers) const {
        const auto captions =
            viz::prediction_captions(take(predicted, rows), take(probabilities, rows),
                                     take(data.labels, rows), with_numbers ? rows : rows.first(0));
        return viz::image_grid(take(data.images, rows), {.tiles_per_row = 5,
                                                         .scale = 112 / data.images.shape()[1],
                                                         .padding = 6,
                                                         .heading = heading,
                                                         .titles = captions.titles,
                                                         .highlights = captions.highlights});
    }

    viz::Picture first() const {
        std::vector<std::size_t> rows(std::min<std::size_t>(15, data.labels.size()));
        std::iota(rows.begin(), rows.end(), std::size_t{0});
        return grid(rows, "Predictions", false);
    }

    void write_mistakes(PictureFolder& out) const {
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < data.labels.size() && rows.size() < 10; ++i) {
            if (predicted(i) != data.labels(i)) { rows.push_back(i); }
        }
        if (rows.empty()) { return out.leave_out("mistakes.png", "there are none"); }
        out.write("mistakes.png", grid(rows, "First mistakes", true));
    }
};

// "digit_0_layer_1.png" as "Digit 0 layer 1".
std::string heading_of(std::string name) {
    name.resize(name.rfind('.'));
    name[0] = char(std::toupper(name[0]));
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

}  // namespace

void write_run(PictureFolder& out, const Flags& flags, const std::string& title, Model<>& model,
               const History& history, const ImageData& data, const Tensor<>& scores) {
    const Answers answers{data, softmax(Variable<>(scores)).value(), argmax_rows(scores)};
    out.write("predictions.png", answers.first());
    const auto pictures = out.pictures();  // the report has the others as sections
    answers.write_mistakes(out);
    const auto confusion = confusion_matrix(answers.predicted, data.labels, scores.shape()[1]);
    out.write("confusion.png", viz::confusion_picture(confusion));
    out.write("history.svg", viz::history_charts(history, title));
    const std::string diagram = viz::diagram_dot(model.network(), {.input = model.sample_shape()});
    out.write("network.svg", diagram);

    const double seconds =
        std::accumulate(history["seconds"].begin(), history["seconds"].end(), 0.0);
    viz::Report report(title);
    report.settings({{"epochs", std::to_string(history.epochs())},
                     {"batch size", std::to_string(flags.batch_size)},
                     {"seed", std::to_string(flags.seed)},
                     {"threads", std::to_string(num_threads())}});
    report.summary(model);
    report.history(history);
    report.confusion(confusion);
    report.mistakes(data.images, data.labels, answers.probabilities);
    for (const auto& [name, picture] : pictures) { report.picture(heading_of(name), picture); }
    report.diagram(diagram);
    report.timings({{"training", seconds}, {"an epoch", seconds / double(history.epochs())}});
    out.write("report.html", report);
}

}  // namespace example
