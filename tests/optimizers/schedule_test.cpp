#include "nnlite/optimizers/schedule.hpp"

#include <cmath>

#include "reference/optimizers.hpp"
#include "support/catch.hpp"

using namespace nnlite;

namespace {

template <class Schedule, class N>
void require_rates(const Schedule& schedule, const N& wanted, std::size_t first = 0) {
    for (std::size_t step = 0; step < wanted.size(); ++step) {
        CAPTURE(step, schedule(first + step), wanted[step]);
        REQUIRE(std::abs(schedule(first + step) - wanted[step]) <= 1e-15);
    }
}

template <class N>
void require_reductions(ReduceOnPlateau plateau, const N& metrics, const N& wanted) {
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        CAPTURE(i);
        REQUIRE(std::abs(plateau.update(metrics[i]) - wanted[i]) <= 1e-15);
        REQUIRE(plateau.learning_rate() <= 0.1);
    }
}

}  // namespace

TEST_CASE("schedules: PyTorch's learning rates") {
    require_rates(StepSchedule{.learning_rate = 0.1, .step_size = 3, .gamma = 0.5},
                  reference::step_schedule);
    require_rates(MultiStepSchedule{.learning_rate = 0.1, .milestones = {2, 5}},
                  reference::multi_step_schedule);
    require_rates(ExponentialSchedule{.learning_rate = 0.1, .gamma = 0.9},
                  reference::exponential_schedule);
    require_rates(CosineSchedule{.learning_rate = 0.1, .steps = 8, .minimum = 0.01},
                  reference::cosine_schedule);
    require_rates(OneCycleSchedule{.max_learning_rate = 0.5, .total_steps = 12},
                  reference::one_cycle_schedule);
    require_rates(OneCycleSchedule{.max_learning_rate = 0.5,
                                   .total_steps = 12,
                                   .rise = 0.4,
                                   .divisor = 10,
                                   .final_divisor = 100,
                                   .cosine = false,
                                   .three_phases = true},
                  reference::one_cycle_options);
}

TEST_CASE("CosineSchedule: a warm-up, then the cosine") {
    const CosineSchedule schedule{.learning_rate = 0.1,
                                  .steps = 12,
                                  .warm_up_steps = 4,
                                  .warm_up_from = 0.2,
                                  .minimum = 0.01};
    require_rates(schedule, reference::warm_up);
    require_rates(schedule, reference::cosine_schedule, 4);
    REQUIRE(schedule(13) == schedule(12));
    REQUIRE(schedule(1000000) == 0.01);
    REQUIRE(CosineSchedule{.steps = 5, .warm_up_steps = 2}(0) == 0);
}

TEST_CASE("OneCycleSchedule: edges") {
    const OneCycleSchedule schedule{.max_learning_rate = 0.5, .total_steps = 12};
    REQUIRE(std::abs(schedule(11) - 0.5 / 25 / 1e4) <= 1e-18);
    REQUIRE(schedule(12) == schedule(11));
    const OneCycleSchedule only_falls{.max_learning_rate = 0.5, .total_steps = 12, .rise = 0};
    REQUIRE(only_falls(0) == 0.5);
    REQUIRE(only_falls(1) < only_falls(0));
    REQUIRE(OneCycleSchedule{.max_learning_rate = 0.5, .total_steps = 10, .rise = 1}(9) == 0.5);
}

TEST_CASE("ReduceOnPlateau: PyTorch's learning rates") {
    require_reductions(ReduceOnPlateau({.learning_rate = 0.1, .patience = 2}),
                       reference::plateau_metrics, reference::plateau);
    require_reductions(ReduceOnPlateau({.learning_rate = 0.1,
                                        .maximize = true,
                                        .factor = 0.5,
                                        .patience = 1,
                                        .threshold = 0.05,
                                        .relative_threshold = false,
                                        .cooldown = 2,
                                        .minimum = 0.02}),
                       reference::plateau_options_metrics, reference::plateau_options);
}

TEST_CASE("ReduceOnPlateau: NaN is no improvement") {
    ReduceOnPlateau plateau({.learning_rate = 1, .factor = 0.5, .patience = 0});
    REQUIRE(plateau.update(std::nan("")) == 0.5);
    REQUIRE(plateau.update(3) == 0.5);
    REQUIRE(plateau.update(std::nan("")) == 0.25);
}

TEST_CASE("schedules: options out of range") {
    REQUIRE_ERROR((StepSchedule{.step_size = 0}(1)), ValueError,
                  "StepSchedule: expected step_size >= 1, got 0");
    REQUIRE_ERROR((CosineSchedule{.steps = 3, .warm_up_steps = 3}(1)), ValueError,
                  "CosineSchedule: expected steps > warm_up_steps = 3, got 3");
    REQUIRE_ERROR((OneCycleSchedule{.total_steps = 1}(0)), ValueError,
                  "OneCycleSchedule: expected total_steps >= 2, got 1");
    REQUIRE_ERROR((OneCycleSchedule{.total_steps = 9, .rise = 1.5}(0)), ValueError,
                  "OneCycleSchedule: expected rise in [0, 1], got 1.5");
    REQUIRE_ERROR((OneCycleSchedule{.total_steps = 9, .rise = 0.75, .three_phases = true}(0)),
                  ValueError, "OneCycleSchedule: expected rise in [0, 0.5], got 0.75");
    REQUIRE_ERROR((OneCycleSchedule{.total_steps = 9, .divisor = 0}(0)), ValueError,
                  "OneCycleSchedule: expected divisor > 0, got 0");
    REQUIRE_ERROR(ReduceOnPlateau({.factor = 1}), ValueError,
                  "ReduceOnPlateau: expected factor in [0, 1), got 1");
}
