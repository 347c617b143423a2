#include "nnlite/layers/lstm.hpp"

#include "layers/recurrent_reference.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/random/torch.hpp"
#include "reference/recurrent.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;
namespace torch = reference::recurrent;

TEMPLATE_TEST_CASE("LSTM is PyTorch's, forward and backward", "", float, double) {
    using LSTM = LSTM<TestType>;
    require_torch_step(
        LSTM(5),
        {torch::lstm_y, torch::lstm_dx, torch::lstm_dparameters, torch::lstm_h, {}, torch::lstm_c});
    require_torch_step(
        LSTM(2, 5), {torch::lstm_initial_y, torch::lstm_initial_dx, torch::lstm_initial_dparameters,
                     torch::lstm_initial_h, torch::lstm_initial_dh0, torch::lstm_initial_c,
                     torch::lstm_initial_dc0});
    require_torch_step(
        LSTM(5, {.layers = 2, .bias = false}),
        {torch::lstm_deep_y, torch::lstm_deep_dx, torch::lstm_deep_dparameters, torch::lstm_deep_h,
         torch::lstm_deep_dh0, torch::lstm_deep_c, torch::lstm_deep_dc0});
    require_torch_step(LSTM(5, {.layers = 2, .bidirectional = true}), {torch::lstm_both_y,
                                                                       torch::lstm_both_dx,
                                                                       torch::lstm_both_dparameters,
                                                                       torch::lstm_both_h,
                                                                       torch::lstm_both_dh0,
                                                                       torch::lstm_both_c,
                                                                       torch::lstm_both_dc0,
                                                                       {4, 3, 1}});
    require_torch_step(LSTM(5, {.layers = 2, .bidirectional = true, .projection = 3}),
                       {torch::projection_y,
                        torch::projection_dx,
                        torch::projection_dparameters,
                        torch::projection_h,
                        torch::projection_dh0,
                        torch::projection_c,
                        torch::projection_dc0,
                        {4, 3, 1}});
}

TEST_CASE("LSTM starts with PyTorch's numbers") {
    TorchGenerator generator(42);
    LSTM layer(5, {.layers = 2, .bidirectional = true});
    layer.build({4, 2}, generator);
    REQUIRE(joined_parameters(layer, [](const auto& p) { return p.value(); }) == torch::start_lstm);
}

TEST_CASE("LSTM with a projection starts with PyTorch's numbers") {
    TorchGenerator generator(42);
    LSTM layer(5, {.bidirectional = true, .projection = 3});
    layer.build({4, 2}, generator);
    REQUIRE(joined_parameters(layer, [](const auto& p) { return p.value(); }) ==
            torch::start_projection);
}

TEST_CASE("LSTM keeps the laws of a layer") {
    const std::vector<std::string> names{"weight_ih_l0", "weight_hh_l0", "bias_ih_l0",
                                         "bias_hh_l0"};
    check_layer([] { return LSTM<double>(2, 5); },
                {.input = {4, 2},
                 .output = {4, 5},
                 .parameters = names,
                 .wrong = {4, 3},
                 .error = "LSTM: expected input [batch, time, 2], got [batch, 4, 3]",
                 .large_batch = 100});
    check_layer([] { return LSTM<double>(17, {.return_sequence = false}); },
                {.input = {3, 1}, .output = {17}, .parameters = names});
    check_layer(
        [] {
            return LSTM<double>(4, {.bidirectional = true,
                                    .bias = false,
                                    .learned_initial_state = true,
                                    .peephole = true,
                                    .projection = 3});
        },
        {.input = {4, 2},
         .output = {4, 6},
         .parameters = {"weight_ih_l0", "weight_hh_l0", "weight_hr_l0", "weight_peephole_l0",
                        "weight_ih_l0_reverse", "weight_hh_l0_reverse", "weight_hr_l0_reverse",
                        "weight_peephole_l0_reverse", "h0", "c0"},
         .large_batch = 100});
}
