// docs/convolution.md: convolutional networks, augmentation, activations, filters.

#include <cstdio>
#include <nnlite/nnlite.hpp>

#include "check.hpp"

using namespace nnlite;

Sequential<> documented() {
    const auto conv = [](std::size_t filters) {
        return Conv2d(filters, 3,
                      {.activation = Activation::relu,
                       .weight_init = Initializer::glorot_uniform(),
                       .bias_init = Initializer::zeros()});
    };
    return Sequential(conv(32), MaxPool2d(2), conv(64), MaxPool2d(2), Flatten{}, Dropout(0.2),
                      Linear(10, {.weight_init = Initializer::glorot_uniform(),
                                  .bias_init = Initializer::zeros()}));
}

void from_keras() {
    Model model(documented());
    model.build({28, 28, 1});
    model.compile(
        {.loss = CrossEntropy{}, .optimizer = keras_adam(), .metrics = {accuracy_metric()}});

    check(model.summary_text().find("34,826 (136.04 KB)") != std::string::npos);
}

void by_channel() {
    Sequential<> separable(DepthwiseConv2d(3, {.padding = Padding::same(), .bias = false}),
                           BatchNorm2d{}, ReLU6{}, Conv2d(32, 1, {.bias = false}), BatchNorm2d{},
                           ReLU6{});

    CounterGenerator generator;
    check(separable.build({8, 8, 16}, generator) == Shape{8, 8, 32});
    check(parameter(separable, "0.weight").shape() == Shape{3, 3, 1, 16});
}

void filters() {
    const Tensor<> picture = xt::cast<float>(xt::view(load_digits().images, 0));
    const Tensor<> sobel{{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1}};
    const Tensor<> edges = convolve2d(picture, sobel, ConvolveMode::same);
    const Tensor<> as_a_layer_sees_it = correlate2d(picture, sobel, ConvolveMode::same);

    check(edges.shape() == picture.shape() && edges == -as_a_layer_sees_it);
}

void errors() {
    std::string message;
    try {
        Model model(Sequential(Conv2d(8, 3), MaxPool2d(2), Conv2d(8, 5)));
        model.build({8, 8, 1});
    } catch (const ShapeError& error) { message = error.what(); }
    // The second kernel is larger than what the pooling leaves:
    std::printf("%s\n", message.c_str());

    check(message ==
          "layer 2: Conv2d: expected an image of at least 5 x 5 pixels, padding included, got "
          "3 x 3");
}

int main() {
    const TensorDataset<> digits =
        TensorDataset<>(load_digits(), {.divide_by = 16}).reshaped({8, 8, 1});
    const TensorDataset<> train = digits.subset(0, 1400), test = digits.subset(1400, 1797);

    Sequential<> network;
    network.add("conv", Conv2d(16, 3, {.padding = Padding::same(), .activation = Activation::relu}))
        .add("pool", MaxPool2d(2))
        .add("conv_1", Conv2d(32, 3, {.activation = Activation::relu}))
        .add(Flatten{})
        .add("scores", Linear(10));
    Model model(network, /*seed=*/1);
    model.build({8, 8, 1});
    model.compile({.loss = CrossEntropy{},
                   .optimizer = AdamOptions{.learning_rate = 2e-3},
                   .metrics = {accuracy_metric()}});

    model.fit(train, {.epochs = 15,
                      .transform = ImageAugmentation(
                          {.height_shift = 0.1, .width_shift = 0.1, .rotation = 10, .zoom = 0.1})});
    std::printf("test accuracy %.3f\n", model.evaluate(test).at("accuracy"));

    check(model.evaluate(test).at("accuracy") > 0.9);

    const Tensor<> pictures = xt::cast<float>(load_digits().images) / 16.0F;
    const Tensor<> five = xt::view(pictures, xt::range(0, 5), xt::all(), xt::all(), xt::newaxis());
    const auto maps = layer_outputs(model.network(), five, {"conv", "conv_1"});
    // maps[0] is [5, 8, 8, 16], maps[1] is [5, 2, 2, 32]
    // and of every layer:
    const auto all = layer_outputs(model.network(), five);
    const Variable<> kernels = parameter(model.network(), "conv.weight");  // [3, 3, 1, 16]

    check(maps[0].shape() == Shape{5, 8, 8, 16} && maps[1].shape() == Shape{5, 2, 2, 32});
    check(all.size() == 5 && all[0] == maps[0] && kernels.shape() == Shape{3, 3, 1, 16});
    const Tensor<> before = kernels.value();

    set_trainable(model.network()["conv"], false);
    set_trainable(model.network()["conv_1"], false);
    model.fit(train, {.epochs = 2});  // only the scores learn now

    check(before == parameter(model.network(), "conv.weight").value());
    from_keras();
    by_channel();
    filters();
    errors();
    return 0;
}
