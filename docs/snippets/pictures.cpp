// docs/pictures.md: pictures, charts, diagrams, reports, and reading pictures.

#include <cmath>
#include <filesystem>
#include <nnlite/image.hpp>
#include <nnlite/nnlite.hpp>
#include <nnlite/viz.hpp>
#include <string>
#include <vector>

#include "check.hpp"

using namespace nnlite;

namespace {

// What a head might say of 64 pixels: each row sums to 1.
Tensor<> attention_weights() {
    auto scores = empty_tensor<float>({64, 64});
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const auto query = static_cast<float>(i / 64), key = static_cast<float>(i % 64);
        scores.data()[i] = 2 * std::cos(key / 4) + std::sin(query / 9) * std::sin(key);
    }
    return softmax(Variable<>(scores)).value();
}

void grids(Model<>& model, const ImageData& digits) {
    Tensor<> weights = parameter(model.network(), "1.weight").value();  // [64, 16]
    weights.reshape({1, 8, 8, 16});
    viz::write_png(
        "weights.png",
        viz::image_grid(
            weights,
            {.tiles_per_row = 4, .scale = 10, .color_map = "RdBu_r", .low = -0.5, .high = 0.5}));

    const std::vector<std::size_t> rows{0, 1, 2, 3, 4};
    const auto images = take(digits.images, rows);
    const auto labels = take(digits.labels, rows);
    const Tensor<> scores = model.predict(TensorDataset<>(images, labels, {.divide_by = 16}));
    const Tensor<> probabilities = softmax(Variable<>(scores)).value();
    const auto captions = viz::prediction_captions(argmax_rows(scores), probabilities, labels);
    viz::write_png("predictions.png", viz::image_grid(images, {.tiles_per_row = 5,
                                                               .scale = 10,
                                                               .titles = captions.titles,
                                                               .highlights = captions.highlights}));
}

void heat_maps(const ImageData& digits) {
    const Tensor<> attention = attention_weights();  // [64, 64]
    viz::write_png("attention.png",
                   viz::heat_map(attention, {.color_map = "hot",
                                             .title = "Attention of one head",
                                             .x_label = "Key position",
                                             .y_label = "Query position",
                                             .color_bar_label = "Attention weight"}));

    Tensor<> pixels = xt::view(attention, 0);
    pixels.reshape({8, 8});
    const Tensor<std::uint8_t> digit = xt::view(digits.images, 0);
    const viz::Picture squares = viz::overlay(digit, pixels, {.alpha = 0.6});
    const viz::Picture smooth = viz::overlay(digit, pixels, {.smooth = true, .color_bar = false});
    viz::write_png("overlay.png",
                   viz::hconcat({squares, smooth}, {.titles = {"Squares", "Smooth"}}));

    const Labels labels{0, 0, 1, 1, 1}, predicted{0, 1, 1, 1, 1};
    const auto counts = confusion_matrix(predicted, labels, 2);
    viz::write_png("confusion.png", viz::confusion_picture(counts, {.class_names = {"no", "yes"}}));

    check(attention(0, 0) > 0 && counts(0, 1) == 1);
}

void charts(const History& history) {
    const std::vector<double> observed{0.1, 0.4, 0.9, 0.7}, forecast{0.2, 0.5, 0.8, 0.7};
    viz::write_line_chart(
        "forecast.svg",
        {{.name = "Observed", .y = observed, .color = viz::black},
         {.name = "GRU", .y = forecast, .style = viz::LineStyle::dashed, .alpha = 0.7}},
        {.title = "Forecast", .x_label = "Time index", .y_label = "Signal"});

    viz::write_line_charts("history.png", viz::history_charts(history, "MLP"));
}

void diagrams(Model<>& model) {
    viz::write_dot("network.svg", viz::diagram_dot(model.network(), {.input = {8, 8}}));
    viz::write_dot("neurons.svg", viz::topology_dot(viz::topology_of(model.network(), {8, 8})));
    viz::write_dot("steps.svg", viz::unrolled_dot("LSTM", 4));
    viz::write_dot("cell.svg", viz::cell_dot("GRU"));
}

void report(Model<>& model, const History& history, const ImageData& digits) {
    const TensorDataset<> data(digits, {.divide_by = 16});
    const Tensor<> probabilities = softmax(Variable<>(model.predict(data))).value();
    const auto counts = confusion_matrix(argmax_rows(probabilities), digits.labels, 10);

    viz::Report report("8x8 digits");
    report.settings({{"optimizer", "Adam"}, {"epochs", "5"}});
    report.summary(model);
    report.diagram(viz::diagram_dot(model.network(), {.input = {8, 8}}));
    report.history(history);
    report.confusion(counts);
    report.mistakes(digits.images, digits.labels, probabilities);
    report.write("report.html");

    check(std::filesystem::file_size("report.html") > 10000);
}

void files() {
    viz::write_png("red.png", viz::Picture(2, 3, viz::red));

    const Tensor<std::uint8_t> image = read_image("red.png");                 // [2, 3, 3]
    const Tensor<std::uint8_t> gray = read_image("red.png", {.gray = true});  // [2, 3]

    check(image(0, 0, 0) == 255 && image(0, 0, 1) == 0 && gray(0, 0) == 76);
}

}  // namespace

int main() {
    const auto folder = std::filesystem::temp_directory_path() / "nnlite_snippet_pictures";
    std::filesystem::create_directories(folder);
    std::filesystem::current_path(folder);
    const ImageData digits = load_digits();
    Model model(Sequential(Flatten{}, Linear(16, {.activation = Activation::relu}), Linear(10)));
    model.compile({.loss = CrossEntropy{}, .metrics = {accuracy_metric()}});
    const History history =
        model.fit(TensorDataset<>(digits, {.divide_by = 16}),
                  {.epochs = 5, .validation_split = 0.1, .verbose = Verbose::silent});
    grids(model, digits);
    heat_maps(digits);
    if (viz::has_program("gnuplot")) { charts(history); }
    if (viz::has_program("dot")) { diagrams(model); }
    report(model, history, digits);
    files();
}
