#include "nnlite/optimizers/rmsprop.hpp"

#include "optimizers/trajectory.hpp"

using namespace nnlite;

TEST_CASE("RMSprop: ten steps as PyTorch's") {
    check_trajectory(RMSpropOptions{}, reference::rmsprop);
    check_trajectory(
        RMSpropOptions{.learning_rate = 0.02, .alpha = 0.9, .momentum = 0.5, .weight_decay = 0.1},
        reference::rmsprop_momentum);
    check_trajectory(
        RMSpropOptions{.learning_rate = 0.02, .epsilon = 1e-3, .momentum = 0.5, .centered = true},
        reference::rmsprop_centered);
}

TEST_CASE("RMSprop: state as the options need it") {
    Variable<float> parameter(Tensor<float>::from_shape({7}), true);
    REQUIRE(RMSprop({parameter}).state_count() == 7);
    REQUIRE(RMSprop({parameter}, {.momentum = 0.5}).state_count() == 14);
    REQUIRE(RMSprop({parameter}, {.momentum = 0.5, .centered = true}).state_count() == 21);
}

TEST_CASE("RMSprop: options out of range") {
    REQUIRE_ERROR(RMSprop<float>(RMSpropOptions{.alpha = 1}), ValueError,
                  "RMSprop: expected alpha in [0, 1), got 1");
    REQUIRE_ERROR(RMSprop<float>(RMSpropOptions{.epsilon = -1}), ValueError,
                  "RMSprop: expected epsilon >= 0, got -1");
    REQUIRE_ERROR(RMSprop<float>(RMSpropOptions{.momentum = -1}), ValueError,
                  "RMSprop: expected momentum >= 0, got -1");
}

TEST_CASE("RMSprop: centered stays finite under a constant gradient") {
    Variable<float> parameter(full_tensor<float>({40}, 1.0F), true);
    RMSprop optimizer({parameter}, {.alpha = 0.5, .centered = true});
    Tensor<float> gradient = empty_tensor<float>({40});
    for (std::size_t i = 0; i < 40; ++i) { gradient.data()[i] = 0.1F + 0.37F * float(i); }
    parameter.backward_from(gradient);
    for (int k = 0; k < 100; ++k) { optimizer.step(); }
    for (const float p : parameter.value()) { REQUIRE(std::isfinite(p)); }
}
