#include "nnlite/layers/layer.hpp"

#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/conv1d.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/conv_transpose2d.hpp"
#include "nnlite/layers/embedding.hpp"
#include "nnlite/layers/gru.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/recurrent_cell.hpp"
#include "nnlite/layers/rnn.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/layers/transformer_decoder_layer.hpp"
#include "nnlite/layers/transformer_encoder.hpp"
#include "nnlite/random/counter.hpp"
#include "support/catch.hpp"

using namespace nnlite;

namespace {

Sequential<> small_network(std::uint64_t seed) {
    Sequential net(Linear(3), BatchNorm1d{});
    CounterGenerator generator(seed);
    net.build({2}, generator);
    return net;
}

}  // namespace

TEST_CASE("layer: parameters by name, counted, frozen") {
    Sequential net = small_network(0);
    std::vector<std::string> names;
    for (const auto& parameter : named_parameters(net)) { names.push_back(parameter.name); }
    REQUIRE(names == std::vector<std::string>{"0.weight", "0.bias", "1.weight", "1.bias"});
    REQUIRE(parameter_count(net) == 6 + 3 + 3 + 3);
    REQUIRE(parameter(net, "0.weight").shape() == Shape{2, 3});
    set_trainable(net[0], false);
    REQUIRE_FALSE(parameter(net, "0.bias").requires_gradient());
    REQUIRE(parameter(net, "1.bias").requires_gradient());
}

TEST_CASE("layer: set_training reaches all layers") {
    Sequential net = small_network(0);
    set_training(net, false);
    REQUIRE_FALSE(net.training);
    REQUIRE_FALSE(net[1].training);
    set_training(net, true);
    REQUIRE(net[1].training);
}

TEST_CASE("layer: state_of and set_state carry parameters and buffers") {
    Sequential from = small_network(1), to = small_network(2);
    const Variable<> x(Tensor<>{{1, 2}, {3, 5}, {-1, 0}});
    from(x);  // moves the running mean
    nnlite::detail::set_state(to, nnlite::detail::state_of(from));
    REQUIRE(nnlite::detail::state_of(from).size() == 6);
    set_training(from, false);
    set_training(to, false);
    REQUIRE((from(x).value() == to(x).value()));
}

TEST_CASE("layer: errors") {
    Sequential net = small_network(0);
    REQUIRE_ERROR(parameter(net, "weight"), ValueError,
                  "parameter: expected one of 0.weight, 0.bias, 1.weight, 1.bias; got weight");
    auto state = nnlite::detail::state_of(net);
    state.push_back(Tensor<>{1});
    REQUIRE_ERROR(nnlite::detail::set_state(net, state), ValueError,
                  "set_state: expected 6 tensors, got 7");
    state[0] = Tensor<>{1};
    REQUIRE_ERROR(nnlite::detail::set_state(net, state), ShapeError,
                  "set_state: expected a tensor [2, 3] for 0.weight, got [1]");
    state = nnlite::detail::state_of(net);
    state.pop_back();
    REQUIRE_ERROR(nnlite::detail::set_state(net, state), ShapeError,
                  "set_state: expected a tensor [3] for 1.running_var, got none");
}

TEST_CASE("layers: negative sizes are refused by name") {
    const auto refused = [](auto make, const std::string& what) {
        REQUIRE_ERROR(make(), ValueError, what);
    };
    const std::string range = ": expected 0 to 2147483647 ";
    const std::string linear = "Linear" + range + "features, got -1";
    refused([] { return Linear(-1); }, linear);
    refused([] { return Linear(3, -1); }, linear);
    refused([] { return Linear(-1, 3); }, linear);
    refused([] { return Conv1d(-1, 3); }, "Conv1d" + range + "filters, got -1");
    refused([] { return Conv1d(-1, 2, 3); }, "Conv1d" + range + "channels, got -1");
    refused([] { return Conv1d(2, -3); }, "Conv1d" + range + "time steps of a kernel, got -3");
    refused([] { return Conv2d(-1, 3); }, "Conv2d" + range + "filters, got -1");
    refused([] { return Conv2d(-2, 1, 3); }, "Conv2d" + range + "channels, got -2");
    refused([] { return Conv2d(1, -3); }, "Size2d" + range + "pixels, got -3");
    refused([] { return ConvTranspose2d(-1, 3); }, "ConvTranspose2d" + range + "filters, got -1");
    refused([] { return Embedding(-1, 4); }, "Embedding" + range + "words, got -1");
    refused([] { return Embedding(4, -1); }, "Embedding" + range + "features, got -1");
    refused([] { return RNN(-1); }, "RNN: expected hidden >= 1, got -1");
    refused([] { return LSTM(-1); }, "LSTM: expected hidden >= 1, got -1");
    refused([] { return LSTM(-1, 4); }, "LSTM" + range + "features, got -1");
    refused([] { return LSTM(4, {.projection = std::size_t(-1)}); },
            "LSTM: expected projection >= 0, got -1");
    refused([] { return GRU(4, {.layers = std::size_t(-1)}); },
            "GRU: expected layers >= 1, got -1");
    refused([] { return GRUCell(-1, 2); }, "GRUCell" + range + "features, got -1");
    refused([] { return LSTMCell(2, -1); }, "LSTMCell: expected hidden >= 1, got -1");
    const std::string attention = "MultiheadAttention" + range;
    refused([] { return MultiheadAttention(-1); }, attention + "heads, got -1");
    refused([] { return MultiheadAttention(-8, 2); }, attention + "features, got -8");
    refused([] { return TransformerEncoderLayer(-2); }, attention + "heads, got -2");
    refused([] { return TransformerEncoderLayer(-8, 2); },
            "TransformerEncoderLayer" + range + "features, got -8");
    refused([] { return TransformerDecoderLayer(-8, 2); },
            "TransformerDecoderLayer" + range + "features, got -8");
    refused([] { return TransformerEncoder(-1, 2); },
            "TransformerEncoder" + range + "layers, got -1");
    refused([] { return TransformerEncoderLayer(2, {.feed_forward = std::size_t(-1)}); },
            "TransformerEncoderLayer: expected feed_forward >= 1, got -1");
}
