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
