#include "nnlite/optimizers/adagrad.hpp"

#include "optimizers/trajectory.hpp"

using namespace nnlite;

TEST_CASE("Adagrad: ten steps as PyTorch's") {
    check_trajectory(AdagradOptions{.learning_rate = 0.1}, reference::adagrad);
    check_trajectory(AdagradOptions{.learning_rate = 0.1,
                                    .learning_rate_decay = 0.1,
                                    .epsilon = 1e-2,
                                    .initial_accumulator = 0.2,
                                    .weight_decay = 0.1},
                     reference::adagrad_options);
}

TEST_CASE("Adagrad: options out of range") {
    REQUIRE_ERROR(Adagrad<float>(AdagradOptions{.learning_rate_decay = -1}), ValueError,
                  "Adagrad: expected learning_rate_decay >= 0, got -1");
    REQUIRE_ERROR(Adagrad<float>(AdagradOptions{.epsilon = -1}), ValueError,
                  "Adagrad: expected epsilon >= 0, got -1");
    REQUIRE_ERROR(Adagrad<float>(AdagradOptions{.initial_accumulator = -1}), ValueError,
                  "Adagrad: expected initial_accumulator >= 0, got -1");
}
