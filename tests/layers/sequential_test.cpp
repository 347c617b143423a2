#include "nnlite/layers/sequential.hpp"

#include "layers/compare.hpp"
#include "nnlite/fields/json_text.hpp"
#include "nnlite/layers/activation.hpp"
#include "nnlite/layers/architecture.hpp"
#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/linear.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;

namespace {

const auto two_layers = [] {
    return Sequential(Linear<double>(3, {.activation = Activation::tanh}), Linear<double>(2));
};

}  // namespace

TEST_CASE("Sequential runs its layers in order") {
    auto net = two_layers();
    CounterGenerator generator(1);
    net.build({4}, generator);
    const Variable<double> x(irregular_values({5, 4}));
    REQUIRE(net(x).value() == net[1](net[0](x)).value());
    REQUIRE(net.size() == 2);
    REQUIRE(net.entries()[0].output == Shape{3});
    REQUIRE(net.entries()[1].output == Shape{2});
    REQUIRE(parameter_count(net) == 4 * 3 + 3 + 3 * 2 + 2);
    REQUIRE(Sequential<float>()(1.0F).item() == 1);
}

TEST_CASE("Sequential and Residual keep the laws of a layer") {
    check_layer(two_layers,
                {.input = {4},
                 .output = {2},
                 .parameters = {"0.weight", "0.bias", "1.weight", "1.bias"},
                 .wrong = {},
                 .error = "layer 0: Linear: expected input [..., features], got [batch]"});
    check_layer([] { return Residual(Linear<double>(4)); },
                {.input = {4},
                 .output = {4},
                 .parameters = {"inner.weight", "inner.bias"},
                 .wrong = {3},
                 .error = "Residual: expected a layer that keeps [3], got [4]"});
    check_layer([] { return Residual(two_layers(), Linear<double>(2)); },
                {.input = {4},
                 .output = {2},
                 .parameters = {"inner.0.weight", "inner.0.bias", "inner.1.weight", "inner.1.bias",
                                "shortcut.weight", "shortcut.bias"}});
    check_layer([] { return Residual(Linear<double>(4), Flatten<double>()); },
                {.input = {4},
                 .output = {4},
                 .parameters = {"inner.weight", "inner.bias"},
                 .wrong = {3},
                 .error = "Residual: expected a layer that gives [3], as the shortcut does, got "
                          "[4]"});
    check_layer(
        [] { return Sequential(Flatten<double>(), Residual(two_layers()), Linear<double>(3)); },
        {.input = {2, 1},
         .output = {3},
         .parameters = {"1.inner.0.weight", "1.inner.0.bias", "1.inner.1.weight", "1.inner.1.bias",
                        "2.weight", "2.bias"}});
}

TEST_CASE("Residual: the sum of its branches") {
    const auto values = [](double w) { return Initializer::constant(w); };
    Residual sum(Linear<double>(2, {.bias = false, .weight_init = values(2)}),
                 Linear<double>(2, {.bias = false, .weight_init = values(10)}));
    REQUIRE(sum.has_shortcut());
    REQUIRE_FALSE(Residual(Tanh<double>()).has_shortcut());
    CounterGenerator generator(1);
    REQUIRE(sum.build({1}, generator) == Shape{2});
    const Variable<double> x(full_tensor<double>({1, 1}, 3));
    REQUIRE(sum(x).value() == full_tensor<double>({1, 2}, 36));
    set_training(sum, false);
    struct Modes : Visitor<double> {
        std::vector<bool> found;
        void child(const std::string&, Layer<double>& layer) override {
            found.push_back(layer.training);
        }
    } modes;
    sum.visit(modes);
    REQUIRE(modes.found == std::vector{false, false});
}

TEST_CASE("Sequential: names, built at run time") {
    Sequential<float> net;
    net.add("hidden", Linear(8)).add(Dropout(0.5)).add("norm", BatchNorm1d()).add("out", Linear(3));
    CounterGenerator generator;
    REQUIRE(net.build({4}, generator) == Shape{3});
    REQUIRE(&net["norm"] == &net[2]);
    REQUIRE(net["hidden"].type() == "Linear");
    REQUIRE(net.entries()[1].name == "1");
    REQUIRE(parameter(net, "out.bias").size() == 3);
    set_training(net, false);
    REQUIRE((!net.training && !net["1"].training && !net["out"].training));
}

TEST_CASE("Sequential: first(count) shares its layers with the whole") {
    auto net = two_layers();
    CounterGenerator generator(1);
    net.build({4}, generator);
    auto head = net.first(1);
    REQUIRE(&head[0] == &net[0]);
    const Variable<double> x(irregular_values({5, 4}));
    parameter(net, "0.bias").mutable_value().fill(0.25);
    REQUIRE(head(x).value() == net[0](x).value());
    REQUIRE(net.first(0)(x).value() == x.value());
    const auto copy = net;
    REQUIRE(copy.entries()[1].layer == net.entries()[1].layer);
}

TEST_CASE("Sequential names the layer that does not fit, and refuses layers that are not there") {
    Sequential net(Linear(3), Linear(4, 2));
    CounterGenerator generator;
    REQUIRE_ERROR(net.build({5}, generator), ShapeError,
                  "layer 1: Linear: expected input [..., 4], got [batch, 3]");
    REQUIRE_ERROR(net[2], ValueError, "Sequential: expected one of 2 layers, got 2");
    REQUIRE_ERROR(net["out"], ValueError, "Sequential: no layer is named out");
    REQUIRE_ERROR(net.first(3), ValueError, "Sequential: expected at most 2 layers, got 3");
    REQUIRE_ERROR(net.add("1", Linear(2)), ValueError,
                  "Sequential: a layer named 1 already exists");
    REQUIRE_ERROR(Sequential<>()[0], ValueError, "Sequential: expected one of 0 layers, got 0");
}

TEST_CASE("Sequential: no layer is an error") {
    Sequential<> network;
    REQUIRE_ERROR(network.add("head", std::shared_ptr<Layer<float>>()), ValueError,
                  "Sequential: expected a layer for the name head, got null");
}

TEST_CASE("Sequential: layers inside each other") {
    const auto nested = [](std::size_t count, bool residual) {
        Sequential net(Linear(2));
        for (std::size_t i = 1; i < count; ++i) {
            net = residual ? Sequential(Residual(std::move(net)))
                           : Sequential<>().add(std::move(net));
        }
        return net;
    };
    CounterGenerator generator;
    auto net = nested(64, false);
    REQUIRE(net.build({2}, generator) == Shape{2});
    REQUIRE(net(Variable<float>(full_tensor<float>({3, 2}, 1))).shape() == Shape{3, 2});
    REQUIRE(parameter_count(net) == 6);
    const nnlite::detail::Json architecture = nnlite::detail::parse_json(
        "", nnlite::detail::json_text("", nnlite::detail::architecture_of(net)));
    const auto make = [](const std::string& type) -> std::shared_ptr<Layer<float>> {
        if (type == "Linear") { return std::make_shared<Linear<>>(1); }
        return std::make_shared<Sequential<>>();
    };
    REQUIRE(nnlite::detail::json_text(
                "", nnlite::detail::architecture_of(
                        *nnlite::detail::layer_of<float>(architecture, "", 100, make))) ==
            nnlite::detail::json_text("", architecture));

    const std::string refusal = "layers: expected at most 64 levels of layers, got more";
    for (const bool residual : {false, true}) {
        for (const std::size_t count : {65, 100000}) {
            auto deeper = nested(count, residual);
            std::string got;
            try {
                deeper.build({2}, generator);
            } catch (const ValueError& refused) { got = refused.what(); }
            REQUIRE(got.ends_with(refusal));
            REQUIRE_ERROR(parameters(deeper), ValueError, refusal);
            REQUIRE_ERROR(nnlite::detail::architecture_of(deeper), ValueError, refusal);
        }  // and they can be destroyed
    }
    REQUIRE_ERROR(nested(65, false)(Variable<float>(1)), ValueError, refusal);
    REQUIRE(net.build({2}, generator) == Shape{2});  // the count went back
}
