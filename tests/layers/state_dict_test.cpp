#include "nnlite/layers/state_dict.hpp"

#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/embedding.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/group_norm.hpp"
#include "nnlite/layers/layer_norm.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/random/counter.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

namespace {

// Conv2d, BatchNorm2d, Flatten of [2, 2, 3] and Linear.
Sequential<double> conv_network(std::uint64_t seed) {
    Sequential<double> result(Conv2d<double>(3, 2), BatchNorm2d<double>(), Flatten<double>(),
                              Linear<double>(4));
    CounterGenerator generator(seed);
    result.build({3, 3, 1}, generator);
    set_training(result, false);
    return result;
}

Tensor<double> random_images() {
    Tensor<double> x = empty_tensor<double>({2, 3, 3, 1});
    CounterGenerator generator(5);
    generator.normal(x.data(), x.size(), 0, 1);
    return x;
}

}  // namespace

TEST_CASE("state_dict: names, shapes and values") {
    auto layers = conv_network(1);
    const auto state = state_dict(layers);
    REQUIRE(state.size() == 8);
    REQUIRE(state.at("0.weight").shape() == Shape{2, 2, 1, 3});
    REQUIRE((state.at("0.bias") == parameter(layers, "0.bias").value()));
    REQUIRE((state.at("1.running_var") == full_tensor<double>({3}, 1)));
    REQUIRE((state.at("3.weight") == parameter(layers, "3.weight").value()));
    layers(random_images());  // a copy does not follow the layer
    parameter(layers, "0.bias").mutable_value().fill(7);
    REQUIRE(state.at("0.bias")(0) != 7);
}

TEST_CASE("state_dict: in torch's layout") {
    auto layers = conv_network(1);
    const auto state = state_dict(layers, WeightLayout::torch);
    const Tensor<double> kernel = parameter(layers, "0.weight").value();
    const Tensor<double>& their_kernel = state.at("0.weight");
    REQUIRE(their_kernel.shape() == Shape{3, 1, 2, 2});
    REQUIRE(their_kernel(2, 0, 1, 0) == kernel(1, 0, 0, 2));
    const Tensor<double> matrix = parameter(layers, "3.weight").value();
    const Tensor<double>& their_matrix = state.at("3.weight");
    REQUIRE(their_matrix.shape() == Shape{4, 12});
    for (std::size_t h = 0; h < 2; ++h) {
        for (std::size_t w = 0; w < 2; ++w) {
            for (std::size_t c = 0; c < 3; ++c) {
                REQUIRE(their_matrix(1, (c * 2 + h) * 2 + w) == matrix((h * 2 + w) * 3 + c, 1));
            }
        }
    }
}

TEST_CASE("state_dict: in Keras' layout") {
    auto layers = conv_network(1);
    const auto state = state_dict(layers, WeightLayout::keras);
    std::vector<std::string> names;
    for (const auto& [name, values] : state) { names.push_back(name); }
    REQUIRE(names == std::vector<std::string>{"0.bias", "0.kernel", "1.beta", "1.gamma",
                                              "1.moving_mean", "1.moving_variance", "3.bias",
                                              "3.kernel"});
    REQUIRE((state.at("0.kernel") == parameter(layers, "0.weight").value()));
    REQUIRE((state.at("3.kernel") == parameter(layers, "3.weight").value()));
    CounterGenerator generator(1);
    Sequential<double> words(Embedding<double>(5, 4), LayerNorm<double>());
    words.build({3}, generator);
    REQUIRE(state_dict(words, WeightLayout::keras).contains("0.embeddings"));
    REQUIRE(state_dict(words, WeightLayout::keras).contains("1.gamma"));
    LSTM<double> recurrent(3);
    recurrent.build({5, 2}, generator);
    REQUIRE_ERROR(
        state_dict(recurrent, WeightLayout::keras), ValueError,
        "WeightLayout::keras: expected layers whose weights Keras stores in the same form (Linear, "
        "Conv, BatchNorm, GroupNorm, LayerNorm, Embedding), got LSTM with weight_ih_l0");
}

TEST_CASE("load_state_dict: the same results") {
    for (const auto layout : {WeightLayout::nnlite, WeightLayout::torch, WeightLayout::keras}) {
        auto from = conv_network(1), to = conv_network(2);
        const auto x = random_images();
        REQUIRE((from(x).value() != to(x).value()));
        load_state_dict(to, state_dict(from, layout), layout);
        REQUIRE((from(x).value() == to(x).value()));
    }
    CounterGenerator generator(1);
    LSTM<double> one(3, {.layers = 2, .bidirectional = true, .learned_initial_state = true});
    LSTM<double> two =
        LSTM<double>(3, {.layers = 2, .bidirectional = true, .learned_initial_state = true});
    one.build({4, 2}, generator);
    two.build({4, 2}, generator);
    load_state_dict(two, state_dict(one, WeightLayout::torch), WeightLayout::torch);
    REQUIRE((state_dict(one) == state_dict(two)));
}

TEST_CASE("state_dict: what keeps its axes") {
    CounterGenerator generator(1);
    Embedding<double> words(5, 4);
    words.build({3}, generator);
    REQUIRE((state_dict(words, WeightLayout::torch) == state_dict(words)));
    // Two linear layers after Flatten: only the first sees pixels. So does a norm between.
    Sequential<double> layers(Conv2d<double>(2, 2), Flatten<double>(), BatchNorm1d<double>(),
                              Linear<double>(8), Linear<double>(8));
    layers.build({3, 3, 1}, generator);
    auto state = state_dict(layers);
    for (std::size_t i = 0; i < 8; ++i) { state.at("2.bias")(i) = double(i); }
    load_state_dict(layers, state);
    const auto theirs = state_dict(layers, WeightLayout::torch);
    REQUIRE((theirs.at("2.bias") == make_tensor<double>({8}, {0, 2, 4, 6, 1, 3, 5, 7})));
    REQUIRE((theirs.at("3.bias") == state.at("3.bias")));
    REQUIRE(theirs.at("3.weight")(1, 4) == state.at("3.weight")(1, 1));
    REQUIRE(theirs.at("4.weight")(1, 4) == state.at("4.weight")(4, 1));
    // The features of a group are others in PyTorch's order.
    Sequential<double> groups(Conv2d<double>(2, 2), GroupNorm<double>(2), Flatten<double>());
    groups.build({3, 3, 1}, generator);
    REQUIRE(state_dict(groups, WeightLayout::keras).contains("1.gamma"));
    REQUIRE((state_dict(groups, WeightLayout::torch).at("1.bias") == full_tensor<double>({2}, 0)));
    Sequential<double> after(Conv2d<double>(2, 2), Flatten<double>(), GroupNorm<double>(2));
    after.build({3, 3, 1}, generator);
    REQUIRE_ERROR(state_dict(after, WeightLayout::torch), ValueError,
                  "WeightLayout::torch: layer 2: expected GroupNorm before Flatten, which orders "
                  "its features otherwise, got it after");
}

TEST_CASE("load_state_dict: errors list everything") {
    auto layers = conv_network(1);
    auto state = state_dict(layers);
    const auto before = state;
    state.erase("0.bias");
    state["3.weight"] = empty_tensor<double>({4, 12});
    state["4.weight"] = empty_tensor<double>({2});
    state["1.num_batches_tracked"] = Tensor<double>(3);
    REQUIRE_ERROR(load_state_dict(layers, state), ShapeError,
                  "load_state_dict: the tensors do not fit the layer; missing 0.bias [3]; expected "
                  "3.weight [12, 4], got [4, 12]; surplus 1.num_batches_tracked []; surplus "
                  "4.weight [2]");
    REQUIRE((state_dict(layers) == before));
    state = state_dict(layers, WeightLayout::torch);
    state["1.num_batches_tracked"] = Tensor<double>(3);
    load_state_dict(layers, state, WeightLayout::torch);
    REQUIRE((state_dict(layers) == before));
    Linear<double> unbuilt(2, {.bias = false});
    REQUIRE_ERROR(load_state_dict(unbuilt, {{"weight", empty_tensor<double>({3, 2})}}), ShapeError,
                  "load_state_dict: the tensors do not fit the layer; expected weight [], got "
                  "[3, 2] (call build() first)");
}
