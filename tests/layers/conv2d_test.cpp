#include "nnlite/layers/conv2d.hpp"

#include "layers/compare.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/random/torch.hpp"
#include "reference/conv2d.hpp"
#include "support/catch.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;

TEST_CASE("Conv2d: starts as PyTorch's") {
    TorchGenerator generator(0);
    Conv2d layer(3, {2, 1});
    layer.build({5, 5, 2}, generator);
    for (std::size_t i = 0; i < 12; ++i) {
        REQUIRE(layer.weight.value().data()[i] == float(reference::start_weight[i]));
    }
    for (std::size_t i = 0; i < 3; ++i) {
        REQUIRE(layer.bias.value().data()[i] == float(reference::start_bias[i]));
    }
}

TEST_CASE("Conv2d: what every layer promises") {
    const std::vector<std::string> names{"weight", "bias"};
    check_layer(
        [] { return Conv2d<double>(4, 3, {.activation = Activation::tanh}); },
        {.input = {6, 5, 2},
         .output = {4, 3, 4},
         .parameters = names,
         .wrong = {6, 5},
         .error = "Conv2d: expected input [batch, height, width, channels], got [batch, 6, 5]",
         .large_batch = 100});
    check_layer(
        [] {
            return Conv2d<double>(
                2, 4, {3, 2},
                {.stride = 2, .padding = Padding::same(), .groups = 2, .bias = false});
        },
        {.input = {5, 5, 2},
         .output = {3, 3, 4},
         .parameters = {"weight"},
         .wrong = {5, 5, 3},
         .error = "Conv2d: expected input [batch, height, width, 2], got [batch, 5, 5, 3]",
         .large_batch = 100});
}

TEST_CASE("Conv2d: the documents' parameter counts") {
    CounterGenerator generator;
    Sequential same(Conv2d(32, 3, {.padding = Padding::same()}), MaxPool2d(2),
                    Conv2d(64, 3, {.padding = Padding::same()}), MaxPool2d(2),
                    Conv2d(64, 3, {.padding = Padding::same()}));
    REQUIRE(same.build({28, 28, 1}, generator) == Shape{7, 7, 64});
    REQUIRE(parameter_count(same[0]) == 320);
    REQUIRE(parameter_count(same[2]) == 18496);
    REQUIRE(parameter_count(same[4]) == 36928);
    REQUIRE(parameter_count(same) == 55744);
}

TEST_CASE("Conv2d: takes a ReLU and a 2x2 pooling into its pass, to the same numbers") {
    using Net = Sequential<double>;
    const Conv2dOptions relu{.activation = Activation::relu};
    const auto strided = [](Pool2dOptions options) { return MaxPool2d<double>(2, options); };
    struct Case {
        Net net;
        std::size_t taken;
    };
    for (Case& c : std::vector<Case>{
             {Net(Conv2d<double>(5, 3, relu), MaxPool2d<double>(2), Conv2d<double>(3, 2)), 1},
             {Net(Conv2d<double>(5, 3), ReLU<double>(), MaxPool2d<double>(2)), 2},
             {Net(Conv2d<double>(5, 3, {.bias = false}), ReLU<double>(), strided({.stride = 2})),
              2},
             {Net(Conv2d<double>(5, 3), MaxPool2d<double>(2)), 0},
             {Net(Conv2d<double>(5, 3, {.activation = Activation::tanh}), MaxPool2d<double>(2)), 0},
             {Net(Conv2d<double>(5, 3, relu), MaxPool2d<double>({2, 3})), 0},
             {Net(Conv2d<double>(5, 3, relu), strided({.stride = 1})), 0},
             {Net(Conv2d<double>(5, 3, relu), strided({.padding = Padding::same()})), 0},
             {Net(Conv2d<double>(5, 3), ReLU<double>()), 0},
             {Net(Conv2d<double>(5, 3)), 0}}) {
        CounterGenerator generator(3);
        c.net.build({9, 8, 2}, generator);
        Tensor<double> images = empty_tensor<double>({4, 9, 8, 2});
        generator.normal(images.data(), images.size(), 0, 1);
        const Variable<double> joined = c.net.forward(images);
        Variable<double> one_by_one(images);
        std::vector<Layer<double>*> layers;
        for (const auto& entry : c.net.entries()) {
            one_by_one = entry.layer->forward(one_by_one);
            layers.push_back(entry.layer.get());
        }
        REQUIRE((joined.value() == one_by_one.value()));
        Variable<double> x(images);
        REQUIRE(layers[0]->forward_joined(x, std::span(layers).subspan(1)) == c.taken);
    }
}

TEST_CASE("Conv2d: the joined pass when a layer is frozen, shared, nested or not recorded") {
    using Net = Sequential<double>;
    Net net(Conv2d<double>(5, 3), ReLU<double>(), MaxPool2d<double>(2),
            Net(Conv2d<double>(4, 2, {.activation = Activation::relu}), MaxPool2d<double>(2)));
    CounterGenerator generator(3);
    net.build({11, 12, 2}, generator);
    Tensor<double> images = empty_tensor<double>({3, 11, 12, 2});
    generator.normal(images.data(), images.size(), 0, 1);
    const Variable<double> x(images);
    const auto weight = parameter(net, "0.weight"), bias = parameter(net, "0.bias");

    sum(net(x)).backward();
    const Tensor<double> of_net = weight.gradient();
    Net head = net.first(3);
    zero_gradients(net);
    sum(head(x)).backward();
    const Tensor<double> of_head = weight.gradient();
    const Tensor<double> both = of_net + of_head;
    zero_gradients(net);
    (sum(net(x)) + sum(head(x))).backward();
    REQUIRE(max_difference(weight.gradient(), {both.begin(), both.end()}) < 1e-12);

    zero_gradients(net);
    parameter(net, "0.weight").set_requires_gradient(false);
    sum(net(x)).backward();
    REQUIRE((!weight.has_gradient() && bias.has_gradient()));
    set_trainable(net, true);
    set_trainable(net[3], false);
    zero_gradients(net);
    sum(net(x)).backward();
    REQUIRE(max_difference(weight.gradient(), {of_net.begin(), of_net.end()}) < 1e-12);
    REQUIRE(!parameter(net, "3.0.weight").has_gradient());

    const Tensor<double> wanted = net(x).value();
    set_training(net, false);
    const NoGrad no_grad;
    REQUIRE((net(x).value() == wanted));
    REQUIRE(!net(x).requires_gradient());
}

namespace {

// The base layer, doubled.
template <class Base>
struct Twice : Base {
    using Base::Base;
    Variable<double> forward(const Variable<double>& x) const override {
        return 2 * Base::forward(x);
    }
};

}  // namespace

TEST_CASE("Conv2d: takes no layer whose forward is another into its pass") {
    using Conv = Conv2d<double>;
    using Pool = MaxPool2d<double>;
    const auto outputs = [](auto conv, auto relu, auto pool) {
        Sequential<double> net(conv, relu, pool);
        CounterGenerator generator(3);
        net.build({6, 6, 2}, generator);
        Tensor<double> images = empty_tensor<double>({2, 6, 6, 2});
        generator.normal(images.data(), images.size(), 0, 1);
        return net.forward(images).value();
    };
    const Tensor<double> plain = outputs(Conv(3, 3), ReLU<double>(), Pool(2));
    const Tensor<double> doubled = 2 * plain;
    REQUIRE((outputs(Twice<Conv>(3, 3), ReLU<double>(), Pool(2)) == doubled));
    REQUIRE((outputs(Conv(3, 3), Twice<ReLU<double>>(), Pool(2)) == doubled));
    REQUIRE((outputs(Conv(3, 3), ReLU<double>(), Twice<Pool>(2)) == doubled));
}

TEST_CASE("Conv2d: errors of options") {
    CounterGenerator generator;
    Conv2d groups(4, 3, {.groups = 3});
    REQUIRE_ERROR(groups.build({5, 5, 4}, generator), ValueError,
                  "Conv2d: expected groups that divide 4 channels, got 3");
    Conv2d stride(4, 3, {.stride = 0});
    REQUIRE_ERROR(stride.build({5, 5, 4}, generator), ValueError,
                  "Conv2d: expected stride >= 1, got 0 x 0");
}
