#include "nnlite/layers/rnn.hpp"

#include "layers/recurrent_reference.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/random/torch.hpp"
#include "reference/recurrent.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;
namespace torch = reference::recurrent;

TEMPLATE_TEST_CASE("RNN is PyTorch's, forward and backward", "", float, double) {
    using RNN = RNN<TestType>;
    require_torch_step(RNN(5), {torch::rnn_y, torch::rnn_dx, torch::rnn_dparameters, torch::rnn_h});
    require_torch_step(RNN(2, 5),
                       {torch::rnn_initial_y, torch::rnn_initial_dx, torch::rnn_initial_dparameters,
                        torch::rnn_initial_h, torch::rnn_initial_dh0});
    require_torch_step(RNN(5, {.layers = 2, .bias = false}),
                       {torch::rnn_deep_y, torch::rnn_deep_dx, torch::rnn_deep_dparameters,
                        torch::rnn_deep_h, torch::rnn_deep_dh0});
    require_torch_step(RNN(5, {.layers = 2, .bidirectional = true}), {torch::rnn_both_y,
                                                                      torch::rnn_both_dx,
                                                                      torch::rnn_both_dparameters,
                                                                      torch::rnn_both_h,
                                                                      torch::rnn_both_dh0,
                                                                      {},
                                                                      {},
                                                                      {4, 3, 1}});
    require_torch_step(
        RNN(5, {.activation = RecurrentActivation::relu}),
        {torch::relu_y, torch::relu_dx, torch::relu_dparameters, torch::relu_h, torch::relu_dh0});
}

TEST_CASE("RNN starts with PyTorch's numbers") {
    TorchGenerator generator(42);
    RNN layer(5, {.layers = 2, .bidirectional = true});
    layer.build({4, 2}, generator);
    REQUIRE(joined_parameters(layer, [](const auto& p) { return p.value(); }) == torch::start_rnn);
}

TEST_CASE("RNN keeps the laws of a layer") {
    const std::vector<std::string> names{"weight_ih_l0", "weight_hh_l0", "bias_ih_l0",
                                         "bias_hh_l0"};
    check_layer([] { return RNN<double>(2, 5); },
                {.input = {4, 2},
                 .output = {4, 5},
                 .parameters = names,
                 .wrong = {4, 3},
                 .error = "RNN: expected input [batch, time, 2], got [batch, 4, 3]",
                 .large_batch = 100});
    check_layer([] { return RNN<double>(17, {.return_sequence = false}); },
                {.input = {3, 1}, .output = {17}, .parameters = names});
    check_layer(
        [] {
            return RNN<double>(3, {.layers = 2,
                                   .bidirectional = true,
                                   .bias = false,
                                   .dropout = 0.3,
                                   .learned_initial_state = true,
                                   .activation = RecurrentActivation::tanh});
        },
        {.input = {4, 2},
         .output = {4, 6},
         .parameters = {"weight_ih_l0", "weight_hh_l0", "weight_ih_l0_reverse",
                        "weight_hh_l0_reverse", "weight_ih_l1", "weight_hh_l1",
                        "weight_ih_l1_reverse", "weight_hh_l1_reverse", "h0"},
         .same_in_evaluation = false,
         .large_batch = 100});
}
