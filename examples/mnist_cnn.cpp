// A convolutional network learns MNIST; --model names one of the documents' networks:
//   chollet  conv 32 - pool - conv 64 - pool - dropout .2 - 10 classes         (34,826 parameters)
//   dense    the same with dropout .5 and a hidden layer of 128 with dropout .5          (225,034)
//   same     convolutions of --filters that keep the size, pools between them: 55,744 parameters
//            for 32,64,64; then --head flatten or average (of each channel), and 10 classes
//
//   mnist_cnn --model chollet --epochs 4 --batch-size 200
//   mnist_cnn --model chollet --epochs 10 --batch-size 100
//   mnist_cnn --model dense --epochs 10 --batch-size 32
//   mnist_cnn --model same --filters 3,6,12 --head average
//   mnist_cnn --model same --out pictures --pictures 227 --maps 7,25
//
// Data: MNIST in <data>/mnist (60,000 pictures, the last 6,000 for validation; 10,000 to test).
// Expected: test accuracy about 0.986, 0.990 and 0.991 with the first three lines.

#include <cstdio>
#include <nnlite/nnlite.hpp>
#include <nnlite/viz.hpp>

#include "support/pictures.hpp"
#include "support/program.hpp"

using namespace nnlite;

namespace {

Conv2d<> conv(std::size_t filters, Padding padding = Padding::valid()) {
    return {filters,
            3,
            {.padding = padding,
             .activation = Activation::relu,
             .weight_init = Initializer::glorot_uniform(),
             .bias_init = Initializer::zeros()}};
}

Linear<> dense(std::size_t width, Activation activation = Activation::none) {
    return Linear(width, {.activation = activation,
                          .weight_init = Initializer::glorot_uniform(),
                          .bias_init = Initializer::zeros()});
}

struct Choice {
    std::string model = "chollet", filters = "32,64,64", head = "flatten";
};

// The convolutions of "same", as its document shows them.
Sequential<> same_convolutions(const std::string& filters) {
    Sequential<> network;
    for (const std::size_t width : example::widths(filters)) {
        if (network.size() > 0) { network.add(MaxPool2d(2)); }
        network.add(conv(width, Padding::same()));
    }
    return network;
}

Sequential<> make_network(const Choice& choice) {
    Sequential<> network;
    if (choice.model == "same") {
        network = same_convolutions(choice.filters);
        if (choice.head == "flatten") {
            network.add(Flatten{});
        } else if (choice.head == "average") {
            network.add(GlobalAveragePool2d{});
        } else {
            fail<ValueError>("--head: expected flatten or average, got ", choice.head);
        }
        return network.add(dense(10));
    }
    network.add(conv(32)).add(MaxPool2d(2)).add(conv(64)).add(MaxPool2d(2)).add(Flatten{});
    if (choice.model == "chollet") {
        network.add(Dropout(0.2));
    } else if (choice.model == "dense") {
        network.add(Dropout(0.5)).add(dense(128, Activation::relu)).add(Dropout(0.5));
    } else {
        fail<ValueError>("--model: expected chollet, dense or same, got ", choice.model);
    }
    return network.add(dense(10));
}

struct Shown {
    std::string pictures = "0", maps = "1,5";
};

// The first layer's kernels, once with their values and once as gray images.
void write_kernels(example::PictureFolder& out, Sequential<>& network) {
    Tensor<> kernels = parameter(network, "0.weight").value();  // [3, 3, 1, filters]
    const std::size_t filters = kernels.shape()[3];
    kernels.reshape({1, 3, 3, filters});
    out.write("kernels.png",
              viz::image_grid(kernels,
                              {.scale = 32, .padding = 6, .color_map = "viridis", .decimals = 1}));
    out.write("filters.png",
              viz::image_grid(kernels, {.tiles_per_row = 6,
                                        .scale = 18,
                                        .padding = 6,
                                        .heading = "First-layer filters",
                                        .titles = example::numbered("Filter ", filters)}));
}

// A picture [1, 28, 28] and the output of the first layer for it.
viz::Picture feature_maps(const Tensor<std::uint8_t>& picture, const Tensor<>& maps) {
    return viz::hconcat(
        {viz::image_grid(picture, {.scale = 7, .titles = {"Original"}}),
         viz::image_grid(maps, {.tiles_per_row = 6,
                                .scale = 3,
                                .padding = 6,
                                .color_map = "viridis",
                                .per_tile = true,
                                .heading = "First-layer feature maps",
                                .titles = example::numbered("Map ", maps.shape()[3])})});
}

struct LayerMaps {
    std::string title;
    Tensor<> maps;  // [1, height, width, channels]
};

// The outputs of the layers for a picture, as far as they are images.
std::vector<LayerMaps> layer_maps(const Sequential<>& network, const Dataset<>& picture) {
    const std::vector<Tensor<>> outputs = layer_outputs(network, picture);
    std::vector<LayerMaps> layers;
    for (const auto& [name, layer, shape] : network.entries()) {
        if (shape.size() != 3) { break; }
        layers.push_back({text_of(name, " (", layer->type(), ")"), outputs[layers.size()]});
    }
    return layers;
}

// All maps of a layer; the pictures of all layers are about as wide.
viz::Picture mosaic(const LayerMaps& layer) {
    return viz::image_grid(layer.maps, {.tiles_per_row = 8,
                                        .scale = 56 / layer.maps.shape()[1],
                                        .padding = 1,
                                        .heading = layer.title});
}

// One map of each layer, by its number from 1 on; of a layer that has fewer the last.
viz::Picture single_maps(const std::vector<LayerMaps>& layers, std::size_t number) {
    std::vector<viz::Picture> pictures;
    std::vector<std::string> titles;
    for (const auto& [title, maps] : layers) {
        const std::size_t channel = std::min(number, maps.shape()[3]) - 1;
        const Tensor<> map = xt::view(maps, xt::all(), xt::all(), xt::all(), channel);
        pictures.push_back(viz::image_grid(map, {.scale = 112 / maps.shape()[1], .padding = 0}));
        titles.push_back(title);
    }
    return viz::hconcat(pictures, {.titles = titles, .text_scale = 1});
}

}  // namespace

int main(int argc, char** argv) {
    example::Program program("A convolutional network learns MNIST",
                             {.epochs = 4, .batch_size = 200});
    const example::Flags& flags = program.flags;
    Choice choice;
    Shown shown;
    program.flag("--model", choice.model, "chollet, dense or same")
        .flag("--filters", choice.filters, "of the convolutions of same")
        .flag("--head", choice.head, "of same: flatten or average")
        .flag("--pictures", shown.pictures, "test pictures whose activations --out draws")
        .flag("--maps", shown.maps, "numbers of maps that it draws separately, from 1 on");
    return program.run(argc, argv, [&] {
        const auto rows = example::numbers(shown.pictures, 0);
        const auto maps = example::numbers(shown.maps, 1);
        const TensorDataset<> train =
            TensorDataset<>(example::mnist(flags, MnistPart::train), {.divide_by = 255})
                .reshaped({28, 28, 1});
        Model model(make_network(choice), flags.seed);
        model.build(train.sample_shape());
        model.compile(
            {.loss = CrossEntropy{}, .optimizer = keras_adam(), .metrics = {accuracy_metric()}});
        if (choice.model == "same") {  // first without the head, as in its document
            Sequential<> convolutions = model.network().first(model.network().size() - 2);
            std::puts(summary_text(convolutions).c_str());
        }
        model.summary();
        const History history = model.fit(train, {.epochs = flags.smoke ? 2 : flags.epochs,
                                                  .batch_size = flags.batch_size,
                                                  .validation_split = 0.1,
                                                  .stop_on_interrupt = true});
        const ImageData pictures = example::mnist(flags, MnistPart::test);
        const auto test = TensorDataset<>(pictures, {.divide_by = 255}).reshaped({28, 28, 1});
        const Tensor<> scores = model.predict(test);
        example::record(flags, "mnist_cnn " + choice.model, model, train.size() * 9 / 10, history,
                        model.evaluate(test), example::print_mistakes(scores, pictures.labels));
        if (example::PictureFolder out(flags); out) {
            write_kernels(out, model.network());
            for (const std::size_t row : rows) {
                const std::string name = text_of("digit_", row);
                const auto picture = take(pictures.images, {&row, 1});
                const auto layers = layer_maps(model.network(), test.subset(row, row + 1));
                out.write(name + ".png", viz::image_grid(picture, {.scale = 8, .padding = 0}));
                out.write(name + "_features.png", feature_maps(picture, layers[0].maps));
                for (std::size_t i = 0; i < layers.size(); ++i) {
                    out.write(text_of(name, "_layer_", i, ".png"), mosaic(layers[i]));
                }
                for (const std::size_t number : maps) {
                    out.write(text_of(name, "_map_", number, ".png"), single_maps(layers, number));
                }
            }
            example::write_run(out, flags, "CNN " + choice.model, model, history, pictures, scores);
        }
    });
}
