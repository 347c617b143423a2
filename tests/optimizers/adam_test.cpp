#include "nnlite/optimizers/adam.hpp"

#include <limits>

#include "optimizers/trajectory.hpp"

using namespace nnlite;

TEST_CASE("Adam: ten steps as PyTorch's") {
    check_trajectory(AdamOptions{}, reference::adam);
    check_trajectory(AdamOptions{.learning_rate = 0.05,
                                 .beta_1 = 0.8,
                                 .beta_2 = 0.99,
                                 .epsilon = 1e-2,
                                 .weight_decay = 0.1},
                     reference::adam_options);
}

TEST_CASE("Adam: ten steps of the hat form as NumPy's formula") {
    AdamOptions options = keras_adam(0.05);
    REQUIRE(options.epsilon == 1e-7);
    REQUIRE(options.epsilon_form == EpsilonForm::hat);
    options.epsilon = 1e-2;  // so large that the form matters
    check_trajectory(options, reference::adam_hat);
    REQUIRE(scikit_learn_adam().epsilon == 1e-8);
    REQUIRE(scikit_learn_adam().epsilon_form == EpsilonForm::hat);
}

TEST_CASE("AdamW, Adamax, Nadam: ten steps as PyTorch's") {
    check_trajectory(AdamWOptions{.learning_rate = 0.05, .weight_decay = 0.3}, reference::adamw);
    check_trajectory(AdamaxOptions{.learning_rate = 0.05, .epsilon = 1e-3, .weight_decay = 0.1},
                     reference::adamax);
    check_trajectory(NadamOptions{.learning_rate = 0.05}, reference::nadam);
    check_trajectory(
        NadamOptions{.learning_rate = 0.05, .momentum_decay = 0.5, .weight_decay = 0.1},
        reference::nadam_options);
}

TEST_CASE("Adam: the first step is the learning rate long") {
    Variable<double> parameter(Tensor<double>({1.0, -2.0, 3.0}), true);
    Adam optimizer(std::vector{parameter}, {.learning_rate = 0.25, .epsilon = 0});
    parameter.backward_from(Tensor<double>({1e-3, 5.0, -7e4}));
    optimizer.step();
    require_near(parameter.value(), std::array{0.75, -2.25, 3.25}, 1e-15);
}

TEST_CASE("AdamW, Adamax, Nadam: made with their parameters") {
    const auto check = [](auto make) {
        const Variable<double> parameter(Tensor<double>({1.0}), true);
        auto optimizer = make(std::vector{parameter});
        parameter.backward_from(Tensor<double>({1.0}));
        optimizer.step();
        REQUIRE(optimizer.steps() == 1);
        REQUIRE(parameter.value()(0) < 1);
    };
    check([](auto parameters) { return AdamW<double>(parameters); });
    check([](auto parameters) { return Adamax<double>(parameters); });
    check([](auto parameters) { return Nadam<double>(parameters); });
}

TEST_CASE("Adam: options out of range") {
    REQUIRE_ERROR(Adam<float>(AdamOptions{.learning_rate = -1e-3}), ValueError,
                  "Adam: expected learning_rate >= 0, got -0.001");
    REQUIRE_ERROR(Adam<float>(AdamOptions{.beta_1 = 1.5}), ValueError,
                  "Adam: expected beta_1 in [0, 1), got 1.5");
    REQUIRE_ERROR(Adam<float>(AdamOptions{.beta_2 = 1}), ValueError,
                  "Adam: expected beta_2 in [0, 1), got 1");
    REQUIRE_ERROR(Adam<float>(AdamOptions{.beta_2 = -0.5}), ValueError,
                  "Adam: expected beta_2 in [0, 1), got -0.5");
    REQUIRE_ERROR(Adam<float>(AdamOptions{.epsilon = std::numeric_limits<double>::quiet_NaN()}),
                  ValueError, "Adam: expected epsilon >= 0, got nan");
    REQUIRE_ERROR(AdamW<float>(AdamWOptions{.weight_decay = -1}), ValueError,
                  "AdamW: expected weight_decay >= 0, got -1");
    REQUIRE_ERROR(Adamax<float>(AdamaxOptions{.beta_1 = 2}), ValueError,
                  "Adamax: expected beta_1 in [0, 1), got 2");
    REQUIRE_ERROR(Nadam<float>(NadamOptions{.momentum_decay = -1}), ValueError,
                  "Nadam: expected momentum_decay >= 0, got -1");
}
