// The scikit-learn part of the MNIST lesson: MLPClassifier on 56,000 of the 70,000 pictures, with
// the output, losses and scores of scikit-learn for the same random_state.
//
//   mnist_sklearn --hidden 16,16 --max-iter 50
//   mnist_sklearn --hidden 16,16 --max-iter 5
//   mnist_sklearn --hidden 40 --max-iter 200 --early-stopping
//
// Data: MNIST in <data>/mnist, both files; a fifth of all rows is held out.
// Expected: losses .8853 .2991 .2476 .2242 .2065 and score .9336 with the second line, about .952
// with the first, .966 to .968 with the third; Ctrl-C ends the training and keeps the weights.

#include <algorithm>
#include <cstdio>
#include <nnlite/estimators.hpp>
#include <nnlite/nnlite.hpp>
#include <nnlite/viz.hpp>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "support/pictures.hpp"
#include "support/program.hpp"

using namespace nnlite;

namespace {

struct Options {
    std::string hidden = "16,16";
    bool early_stopping = false, single = false;
};

// All 70,000 pictures, those of the training file first.
ImageData all_pictures(const example::Flags& flags) {
    const ImageData first = example::mnist(flags, MnistPart::train);
    const ImageData second = example::mnist(flags, MnistPart::test);
    const std::size_t count = first.labels.size() + second.labels.size();
    ImageData all{empty_tensor<std::uint8_t>({count, 28, 28}), empty_tensor<std::int32_t>({count})};
    const auto join = [](const auto& a, const auto& b, auto& to) {
        std::copy(b.begin(), b.end(), std::copy(a.begin(), a.end(), to.begin()));
    };
    join(first.images, second.images, all.images);
    join(first.labels, second.labels, all.labels);
    return all;
}

// Some of the pictures, stored as bytes until a batch is made: pixels from 0 to 1.
template <class T>
TensorDataset<T> samples(const ImageData& data, std::span<const std::size_t> rows) {
    return {take(data.images, rows), take(data.labels, rows), {.divide_by = 255}};
}

template <class T>
void print_probabilities(const TensorDataset<T>& test, const MLPClassifier<T>& mlp) {
    const Tensor<T> probabilities = mlp.predict_proba(test.subset(0, 1));
    std::vector<std::size_t> order(probabilities.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return probabilities(0, a) > probabilities(0, b);
    });
    for (const std::size_t i : order) {
        std::printf("%d: %.4f\n", mlp.classes()[i], double(probabilities(0, i)));
    }
}

// The first layer's weights, all on one scale that is half as wide as they are.
viz::Picture weights_picture(const Tensor<>& weights) {
    return viz::image_grid(example::neuron_tiles(weights, 28, weights.shape()[1]),
                           {.tiles_per_row = 10,
                            .scale = 3,
                            .padding = 6,
                            .color_map = "viridis",
                            .low = xt::amin(weights)() / 2,
                            .high = xt::amax(weights)() / 2});
}

template <class T>
void learn(const example::Flags& flags, const Options& options) {
    ImageData pictures = all_pictures(flags);
    NumpyRandomState random(std::int64_t(flags.seed));
    const Split split = train_test_split(pictures.labels.size(), {.test_size = 0.2}, random);
    const TensorDataset<T> train = samples<T>(pictures, split.train);
    const TensorDataset<T> test = samples<T>(pictures, split.test);
    if (example::PictureFolder out(flags); out) {
        const auto first = take(pictures.images, std::span(split.train).first(1));
        out.write("digit.png", viz::image_grid(first, {.scale = 8, .padding = 0}));
    }
    pictures = {};

    History history;
    example::Clock iteration;
    MLPClassifier<T> mlp(
        {.hidden_layer_sizes = example::widths(options.hidden),
         .batch_size = flags.batch_size,
         .max_iter = flags.smoke ? 2 : flags.epochs,
         .random_state = std::int64_t(flags.seed),
         .verbose = true,
         .early_stopping = options.early_stopping,
         .print = [&](const std::string& line) {
             std::puts(line.c_str());
             std::fflush(stdout);
             if (line.starts_with("Iteration")) {
                 history.append({{"loss", mlp.loss()}, {"seconds", iteration.lap()}});
             }
         }});
    example::timed([&] { mlp.fit(train); });
    const double score = mlp.score(test);
    std::puts(text_of(score).c_str());
    print_probabilities(test, mlp);

    Sequential<T> network = mlp.network();
    example::Run run = example::run_of("mnist_sklearn " + options.hidden, network, train.size(),
                                       history, {{"accuracy", score}});
    run.lists = {{"loss_curve", mlp.loss_curve()}, {"validation_scores", mlp.validation_scores()}};
    example::record(flags, run);
    if (example::PictureFolder out(flags); out) {
        out.write("weights.png", weights_picture(xt::cast<float>(mlp.coefs()[0])));
        out.write("loss.svg", {{{{.y = mlp.loss_curve()}},
                                {.title = "Loss", .x_label = "Iteration", .legend = false}}});
    }
}

}  // namespace

int main(int argc, char** argv) {
    example::Program program("scikit-learn's MLPClassifier learns MNIST",
                             {.epochs = 50, .batch_size = 200});
    Options options;
    program.flag("--hidden", options.hidden, "widths of the hidden layers")
        .flag("--max-iter", program.flags.epochs, "the same as --epochs")
        .flag("--early-stopping", options.early_stopping,
              "stop when the score of a held-out tenth does not improve")
        .flag("--random-state", program.flags.seed, "the same as --seed")
        .flag("--float", options.single, "compute in float instead of double");
    return program.run(argc, argv, [&] {
        options.single ? learn<float>(program.flags, options)
                       : learn<double>(program.flags, options);
    });
}
