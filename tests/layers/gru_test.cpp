#include "nnlite/layers/gru.hpp"

#include "layers/recurrent_reference.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/random/torch.hpp"
#include "reference/recurrent.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;
namespace torch = reference::recurrent;

TEMPLATE_TEST_CASE("GRU is PyTorch's, forward and backward", "", float, double) {
    using GRU = GRU<TestType>;
    require_torch_step(GRU(5), {torch::gru_y, torch::gru_dx, torch::gru_dparameters, torch::gru_h});
    require_torch_step(GRU(2, 5),
                       {torch::gru_initial_y, torch::gru_initial_dx, torch::gru_initial_dparameters,
                        torch::gru_initial_h, torch::gru_initial_dh0});
    require_torch_step(GRU(5, {.layers = 2, .bias = false}),
                       {torch::gru_deep_y, torch::gru_deep_dx, torch::gru_deep_dparameters,
                        torch::gru_deep_h, torch::gru_deep_dh0});
    require_torch_step(GRU(5, {.layers = 2, .bidirectional = true}), {torch::gru_both_y,
                                                                      torch::gru_both_dx,
                                                                      torch::gru_both_dparameters,
                                                                      torch::gru_both_h,
                                                                      torch::gru_both_dh0,
                                                                      {},
                                                                      {},
                                                                      {4, 3, 1}});
}

TEST_CASE("GRU starts with PyTorch's numbers") {
    TorchGenerator generator(42);
    GRU layer(5, {.layers = 2, .bidirectional = true});
    layer.build({4, 2}, generator);
    REQUIRE(joined_parameters(layer, [](const auto& p) { return p.value(); }) == torch::start_gru);
}

TEST_CASE("GRU keeps the laws of a layer, with both flags") {
    const std::vector<std::string> names{"weight_ih_l0", "weight_hh_l0", "bias_ih_l0",
                                         "bias_hh_l0"};
    for (const bool reset_after : {true, false}) {
        for (const bool takes_new : {false, true}) {
            const GRUOptions options{.reset_after = reset_after, .update_takes_new = takes_new};
            check_layer([&] { return GRU<double>(2, 5, options); },
                        {.input = {4, 2},
                         .output = {4, 5},
                         .parameters = names,
                         .wrong = {4, 3},
                         .error = "GRU: expected input [batch, time, 2], got [batch, 4, 3]",
                         .large_batch = 100});
        }
    }
    check_layer([] { return GRU<double>(17, {.return_sequence = false}); },
                {.input = {3, 1}, .output = {17}, .parameters = names});
    check_layer(
        [] {
            return GRU<double>(3, {.layers = 2,
                                   .bidirectional = true,
                                   .bias = false,
                                   .learned_initial_state = true,
                                   .reset_after = false});
        },
        {.input = {4, 2},
         .output = {4, 6},
         .parameters = {"weight_ih_l0", "weight_hh_l0", "weight_ih_l0_reverse",
                        "weight_hh_l0_reverse", "weight_ih_l1", "weight_hh_l1",
                        "weight_ih_l1_reverse", "weight_hh_l1_reverse", "h0"},
         .large_batch = 100});
}
