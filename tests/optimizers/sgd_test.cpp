#include "nnlite/optimizers/sgd.hpp"

#include "nnlite/ops/arithmetic.hpp"
#include "optimizers/trajectory.hpp"

using namespace nnlite;

TEST_CASE("SGD: ten steps as PyTorch's") {
    check_trajectory(SGDOptions{.learning_rate = 0.05}, reference::sgd);
    check_trajectory(SGDOptions{.learning_rate = 0.05, .weight_decay = 0.1},
                     reference::sgd_weight_decay);
    check_trajectory(SGDOptions{.learning_rate = 0.02, .momentum = 0.9, .weight_decay = 0.01},
                     reference::sgd_momentum);
    check_trajectory(SGDOptions{.learning_rate = 0.02, .momentum = 0.9, .nesterov = true},
                     reference::sgd_nesterov);
}

TEST_CASE("SGD: momentum that adds up steps") {
    const SGDOptions options{
        .learning_rate = 0.5, .momentum = 0.5, .momentum_form = MomentumForm::steps};
    const auto steps = [](SGDOptions choice) {
        Variable<double> parameter(1.0);
        parameter.set_requires_gradient(true);
        SGD<double> sgd({parameter}, choice);
        for (const double rate : {0.5, 0.5, 0.125}) {
            sgd.set_learning_rate(rate);
            sgd.zero_gradients();
            (parameter * 1.0).backward();
            sgd.step();
        }
        return parameter.item();
    };
    // Steps 0.5; 0.25 + 0.5; 0.375 + 0.125.
    REQUIRE(steps(options) == 1 - 0.5 - 0.75 - 0.5);
    SGDOptions nesterov = options;
    nesterov.nesterov = true;
    // Each is rate + half of the above.
    REQUIRE(steps(nesterov) == 1 - 0.75 - 0.875 - 0.375);
    SGDOptions gradients = options;
    gradients.momentum_form = MomentumForm::gradients;
    // Sums 1, 1.5, 1.75, times the rates.
    REQUIRE(steps(gradients) == 1 - 0.5 - 0.75 - 0.21875);
    // At a constant rate both are PyTorch's.
    check_trajectory(SGDOptions{.learning_rate = 0.02,
                                .momentum = 0.9,
                                .weight_decay = 0.01,
                                .momentum_form = MomentumForm::steps},
                     reference::sgd_momentum);
    check_trajectory(SGDOptions{.learning_rate = 0.02,
                                .momentum = 0.9,
                                .nesterov = true,
                                .momentum_form = MomentumForm::steps},
                     reference::sgd_nesterov);
}

TEST_CASE("SGD: state only with momentum") {
    Variable<float> parameter(Tensor<float>::from_shape({3, 5}), true);
    REQUIRE(SGD({parameter}).state_count() == 0);
    REQUIRE(SGD({parameter}, {.momentum = 0.9}).state_count() == 15);
}

TEST_CASE("SGD: options out of range") {
    REQUIRE_ERROR(SGD<float>(SGDOptions{.learning_rate = -0.5}), ValueError,
                  "SGD: expected learning_rate >= 0, got -0.5");
    REQUIRE_ERROR(SGD<float>(SGDOptions{.momentum = -1}), ValueError,
                  "SGD: expected momentum >= 0, got -1");
    REQUIRE_ERROR(SGD<float>(SGDOptions{.nesterov = true}), ValueError,
                  "SGD: expected momentum > 0 with nesterov, got 0");
    REQUIRE_ERROR(SGD<float>(SGDOptions{.weight_decay = -0.1}), ValueError,
                  "SGD: expected weight_decay >= 0, got -0.1");
}
