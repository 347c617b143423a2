#include "nnlite/layers/layer.hpp"

#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/random/counter.hpp"
#include "support/catch.hpp"

using namespace nnlite;

namespace {

Sequential<> network(std::uint64_t seed) {
    Sequential net(Linear(3), BatchNorm1d{});
    CounterGenerator generator(seed);
    net.build({2}, generator);
    return net;
}

}  // namespace

TEST_CASE("layer: parameters by name, counted, frozen") {
    Sequential net = network(0);
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
    Sequential net = network(0);
    set_training(net, false);
    REQUIRE_FALSE(net.training);
    REQUIRE_FALSE(net[1].training);
    set_training(net, true);
    REQUIRE(net[1].training);
}

TEST_CASE("layer: state_of and set_state carry parameters and buffers") {
    Sequential from = network(1), to = network(2);
    const Variable<> x(Tensor<>{{1, 2}, {3, 5}, {-1, 0}});
    from(x);  // moves the running mean
    set_state(to, state_of(from));
    REQUIRE(state_of(from).size() == 6);
    set_training(from, false);
    set_training(to, false);
    REQUIRE((from(x).value() == to(x).value()));
}

TEST_CASE("layer: errors") {
    Sequential net = network(0);
    REQUIRE_ERROR(parameter(net, "weight"), ValueError,
                  "parameter: expected one of 0.weight, 0.bias, 1.weight, 1.bias; got weight");
    auto state = state_of(net);
    state.push_back(Tensor<>{1});
    REQUIRE_ERROR(set_state(net, state), ValueError, "set_state: expected 6 tensors, got 7");
    state[0] = Tensor<>{1};
    REQUIRE_ERROR(set_state(net, state), ShapeError,
                  "set_state: expected a tensor [2, 3] for 0.weight, got [1]");
    state = state_of(net);
    state.pop_back();
    REQUIRE_ERROR(set_state(net, state), ShapeError,
                  "set_state: expected a tensor [3] for 1.running_var, got none");
}
