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
