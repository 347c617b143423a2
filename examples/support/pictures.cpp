#include "pictures.hpp"

#include <cstdio>
#include <numeric>

namespace example {

using namespace nnlite;

void PictureFolder::write(const std::string& name, const Picture& picture) const {
    write_png(path(name), picture);
    std::printf("wrote %s\n", path(name).c_str());
}

void PictureFolder::write(const std::string& name, const std::vector<LineChart>& charts) const {
    if (!detail::has_program("gnuplot")) { return leave_out(name, "gnuplot is not installed"); }
    write_line_charts(path(name), charts);
    std::printf("wrote %s\n", path(name).c_str());
}

void PictureFolder::write(const std::string& name, const std::string& graph) const {
    if (!detail::has_program("dot")) { return leave_out(name, "Graphviz is not installed"); }
    write_dot(path(name), graph);
    std::printf("wrote %s\n", path(name).c_str());
}

void PictureFolder::leave_out(const std::string& name, const std::string& reason) const {
    std::printf("no %s: %s\n", path(name).c_str(), reason.c_str());
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

Answers::Answers(const ImageData& pictures, const Tensor<>& scores)
    : data(pictures),
      predicted(argmax_rows(scores)),
      probabilities(softmax(Variable<>(scores)).value()) {}

std::vector<std::size_t> Answers::mistakes(std::size_t count) const {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < data.labels.size() && rows.size() < count; ++i) {
        if (predicted(i) != data.labels(i)) { rows.push_back(i); }
    }
    return rows;
}

Picture Answers::grid(std::span<const std::size_t> rows, const std::string& heading,
                      bool numbered) const {
    const auto captions =
        prediction_captions(take(predicted, rows), take(probabilities, rows),
                            take(data.labels, rows), numbered ? rows : rows.first(0));
    return image_grid(take(data.images, rows), {.tiles_per_row = 5,
                                                .scale = 112 / data.images.shape()[1],
                                                .padding = 6,
                                                .heading = heading,
                                                .titles = captions.titles,
                                                .highlights = captions.highlights});
}

void Answers::write(const PictureFolder& out) const {
    std::vector<std::size_t> first(std::min<std::size_t>(15, data.labels.size()));
    std::iota(first.begin(), first.end(), std::size_t{0});
    out.write("predictions.png", grid(first, "Predictions", false));
    const auto wrong = mistakes(10);
    if (wrong.empty()) {
        out.leave_out("mistakes.png", "there are none");
    } else {
        out.write("mistakes.png", grid(wrong, "First mistakes", true));
    }
    const std::size_t classes = probabilities.shape()[1];
    out.write("confusion.png",
              confusion_picture(confusion_matrix(predicted, data.labels, classes)));
}

}  // namespace example
