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
