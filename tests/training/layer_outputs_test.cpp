#include "nnlite/training/layer_outputs.hpp"

#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/training/model.hpp"
#include "support/catch.hpp"

using namespace nnlite;

namespace {

constexpr std::size_t picture_count = 11;

Tensor<> random_pictures() {
    CounterGenerator generator(3);
    Tensor<> x = empty_tensor<float>({picture_count, 9, 8, 1});
    generator.uniform(x.data(), x.size(), 0, 1);
    return x;
}

Sequential<> network() {
    Sequential<> net;
    net.add("conv2d", Conv2d(4, 3, {.activation = Activation::relu}))
        .add(MaxPool2d(2))
        .add("conv2d_1", Conv2d(3, 2))
        .add(Flatten{})
        .add(BatchNorm1d{})
        .add(Dropout(0.5))
        .add("dense", Linear(5));
    CounterGenerator generator(1);
    net.build({9, 8, 1}, generator);
    return net;
}

}  // namespace

TEST_CASE("layer_outputs: each layer's are those of the network up to it") {
    Sequential net = network();
    const Tensor<> x = random_pictures();
    const auto outputs = layer_outputs(net, x);
    REQUIRE(outputs.size() == 7);
    set_training(net, false);
    for (std::size_t i = 0; i < net.size(); ++i) {
        REQUIRE((outputs[i] == net.first(i + 1)(Variable<>(x)).value()));
    }
    REQUIRE(outputs[0].shape() == Shape{picture_count, 7, 6, 4});
    const auto first = layer_outputs(net.first(2), x);
    REQUIRE(first.size() == 2);
    REQUIRE((first[1] == outputs[1]));
}

TEST_CASE("layer_outputs: by name and position, in the order asked for, in batches of any size") {
    Sequential net = network();
    const Tensor<> x = random_pictures();
    const auto all = layer_outputs(net, x);
    const auto chosen = layer_outputs(net, x, {"dense", 0, "conv2d_1", 0}, 4);
    REQUIRE(chosen.size() == 4);
    REQUIRE((chosen[0] == all[6]));
    REQUIRE((chosen[1] == all[0]));
    REQUIRE((chosen[2] == all[2]));
    REQUIRE((chosen[3] == all[0]));
    const TensorDataset<> data(x, full_tensor<std::int32_t>({picture_count}, 0));
    REQUIRE((layer_outputs(net, data, {"conv2d_1"}, 1)[0] == all[2]));
    REQUIRE((layer_outputs(net, 2.0F * x / 2.0F, {std::string("conv2d")})[0] == all[0]));
}

TEST_CASE("layer_outputs: of a trained Model, as it predicts") {
    Model model(network(), 1);
    model.compile({.loss = CrossEntropy{}});
    const Tensor<> x = random_pictures();
    Labels labels = full_tensor<std::int32_t>({picture_count}, 0);
    for (std::size_t i = 0; i < picture_count; ++i) { labels(i) = std::int32_t(i % 5); }
    model.fit(TensorDataset<>(x, labels), {.batch_size = 4, .verbose = Verbose::silent});
    set_training(model.network(), true);
    REQUIRE((layer_outputs(model.network(), x, {"dense"})[0] == model.predict(x)));
    for (const auto& entry : model.network().entries()) { REQUIRE(entry.layer->training); }
}

TEST_CASE("layer_outputs: errors") {
    Sequential net = network();
    const Tensor<> x = random_pictures();
    REQUIRE_ERROR(layer_outputs(net, x, {"conv2d", "pool"}), ValueError,
                  "layer_outputs: expected layers of conv2d, 1, conv2d_1, 3, 4, 5, dense; got "
                  "pool");
    REQUIRE_ERROR(layer_outputs(net, x, {7}), ValueError,
                  "layer_outputs: expected layers of conv2d, 1, conv2d_1, 3, 4, 5, dense; got 7");
    REQUIRE_ERROR(layer_outputs(net, x, {0}, 0), ValueError,
                  "DataLoader: expected batch_size >= 1, got 0");
    REQUIRE_ERROR(layer_outputs(net, Tensor<>(1.0F)), ShapeError,
                  "layer_outputs: expected [n, sample...], got a scalar");
    REQUIRE_ERROR(layer_outputs(net, full_tensor<float>({2, 9, 8, 2}, 0.0F)), ShapeError,
                  "conv2d: expected input [batch, height, width, 1], got [2, 9, 8, 2]");
    REQUIRE_ERROR(layer_outputs(net, empty_tensor<float>({2, 0, 8, 1})), ShapeError,
                  "layer_outputs: expected samples with elements, got [2, 0, 8, 1]");
}

TEST_CASE("layer_outputs: of no layers") {
    Sequential<> none;
    REQUIRE(layer_outputs(none, random_pictures()).empty());
}
