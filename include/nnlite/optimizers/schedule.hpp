#pragma once

#include <cstddef>
#include <numbers>
#include <optional>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/fields/field_visitor.hpp"

// Learning rates as functions of the step (or epoch) number 0, 1, ...:
//     const CosineSchedule schedule{.learning_rate = 1e-3, .steps = 1000, .warm_up_steps = 100};
//     optimizer.set_learning_rate(schedule(optimizer.steps()));

namespace nnlite::inline NNLITE_ABI {

/// learning_rate gamma^(step / step_size), with integer division.
/// Throws: ValueError if step_size is 0.
/// Source: torch.optim.lr_scheduler.StepLR.
/// Elsewhere: torch.optim.lr_scheduler.StepLR;
/// keras.optimizers.schedules.ExponentialDecay(staircase=True).
struct StepSchedule {
    double learning_rate = 1e-3;
    std::size_t step_size = 1;
    double gamma = 0.1;

    static constexpr auto fields() {
        return field_list(
            Field("learning_rate", &StepSchedule::learning_rate, Range::not_negative()),
            Field("step_size", &StepSchedule::step_size, Range::at_least(1)),
            Field("gamma", &StepSchedule::gamma, Range::not_negative()));
    }

    double operator()(std::size_t step) const;
};

/// learning_rate times gamma for every milestone that the step has reached.
/// Source: torch.optim.lr_scheduler.MultiStepLR.
/// Elsewhere: torch.optim.lr_scheduler.MultiStepLR;
/// keras.optimizers.schedules.PiecewiseConstantDecay.
struct MultiStepSchedule {
    double learning_rate = 1e-3;
    std::vector<std::size_t> milestones = {};
    double gamma = 0.1;

    static constexpr auto fields() {
        return field_list(
            Field("learning_rate", &MultiStepSchedule::learning_rate, Range::not_negative()),
            Field("milestones", &MultiStepSchedule::milestones),
            Field("gamma", &MultiStepSchedule::gamma, Range::not_negative()));
    }

    double operator()(std::size_t step) const;
};

/// learning_rate gamma^step.
/// Source: torch.optim.lr_scheduler.ExponentialLR.
/// Elsewhere: torch.optim.lr_scheduler.ExponentialLR; keras.optimizers.schedules.ExponentialDecay.
struct ExponentialSchedule {
    double learning_rate = 1e-3;
    double gamma = 0.99;

    static constexpr auto fields() {
        return field_list(
            Field("learning_rate", &ExponentialSchedule::learning_rate, Range::not_negative()),
            Field("gamma", &ExponentialSchedule::gamma, Range::not_negative()));
    }

    double operator()(std::size_t step) const;
};

/// Rises linearly from warm_up_from times learning_rate to learning_rate in warm_up_steps, then
/// falls along half a cosine to `minimum` at `steps`, and stays there.
/// Throws: ValueError if warm_up_steps >= steps.
/// Source: Loshchilov and Hutter 2017, equation 5 without restarts; LinearLR and CosineAnnealingLR
/// of torch.optim.lr_scheduler one after the other.
/// Elsewhere: torch.optim.lr_scheduler.CosineAnnealingLR; keras.optimizers.schedules.CosineDecay.
struct CosineSchedule {
    double learning_rate = 1e-3;
    std::size_t steps = 0;  // total, including the warm-up
    std::size_t warm_up_steps = 0;
    double warm_up_from = 0;  // fraction of learning_rate at step 0
    double minimum = 0;

    static constexpr auto fields() {
        return field_list(
            Field("learning_rate", &CosineSchedule::learning_rate, Range::not_negative()),
            Field("steps", &CosineSchedule::steps),
            Field("warm_up_steps", &CosineSchedule::warm_up_steps),
            Field("warm_up_from", &CosineSchedule::warm_up_from, Range::not_negative()),
            Field("minimum", &CosineSchedule::minimum, Range::not_negative()));
    }

    double operator()(std::size_t step) const;
};

/// Rises from max / divisor to max over the first fraction `rise` of the steps, then falls to max /
/// divisor / final_divisor at the last; with three_phases it first falls to max / divisor as fast
/// as it rose, then to that last rate. Later steps have the last rate.
/// Units or ranges: rise in [0, 1], at most 0.5 with three_phases; divisors > 0.
/// Throws: ValueError if total_steps < 2 or an option is out of its range.
/// Source: Smith and Topin 2019, as torch.optim.lr_scheduler.OneCycleLR.
/// Elsewhere: torch.optim.lr_scheduler.OneCycleLR.
struct OneCycleSchedule {
    double max_learning_rate = 1e-2;
    std::size_t total_steps = 0;
    double rise = 0.3;
    double divisor = 25;
    double final_divisor = 1e4;
    bool cosine = true;  // false: linearly
    bool three_phases = false;

    static constexpr auto fields() {
        return field_list(
            Field("max_learning_rate", &OneCycleSchedule::max_learning_rate, Range::not_negative()),
            Field("total_steps", &OneCycleSchedule::total_steps, Range::at_least(2)),
            Field("rise", &OneCycleSchedule::rise, Range::fraction()),
            Field("divisor", &OneCycleSchedule::divisor, Range::positive()),
            Field("final_divisor", &OneCycleSchedule::final_divisor, Range::positive()),
            Field("cosine", &OneCycleSchedule::cosine),
            Field("three_phases", &OneCycleSchedule::three_phases));
    }

    double operator()(std::size_t step) const;

   private:
    double between(double a, double b, double at, double from, double to) const;

    void check() const;
};

/// Options of ReduceOnPlateau.
struct ReduceOnPlateauOptions {
    std::optional<double> learning_rate =
        {};                 // default: 1e-3; for a PlateauScheduler the optimizer's
    bool maximize = false;  // the metric is better when larger
    double factor = 0.1;
    std::size_t patience = 10;  // updates without improvement before a reduction
    double threshold = 1e-4;    // the smallest change that counts as improvement
    bool relative_threshold = true;
    std::size_t cooldown = 0;  // updates after a reduction that are not counted
    double minimum = 0;
    double least_change = 1e-8;  // a smaller reduction is not made

    static constexpr auto fields() {
        return field_list(
            Field("learning_rate", &ReduceOnPlateauOptions::learning_rate, Range::not_negative()),
            Field("maximize", &ReduceOnPlateauOptions::maximize),
            Field("factor", &ReduceOnPlateauOptions::factor, Range::below_one()),
            Field("patience", &ReduceOnPlateauOptions::patience),
            Field("threshold", &ReduceOnPlateauOptions::threshold, Range::not_negative()),
            Field("relative_threshold", &ReduceOnPlateauOptions::relative_threshold),
            Field("cooldown", &ReduceOnPlateauOptions::cooldown),
            Field("minimum", &ReduceOnPlateauOptions::minimum, Range::not_negative()),
            Field("least_change", &ReduceOnPlateauOptions::least_change, Range::not_negative()));
    }
};

/// Multiplies the learning rate by `factor` when the metric has not improved for more than
/// `patience` updates. A relative threshold is a fraction of |best|. NaN counts as no improvement.
/// Units or ranges: factor in [0, 1).
/// Throws: ValueError if factor is out of its range.
/// Source: torch.optim.lr_scheduler.ReduceLROnPlateau.
/// Elsewhere: torch.optim.lr_scheduler.ReduceLROnPlateau; keras.callbacks.ReduceLROnPlateau.
class ReduceOnPlateau {
   public:
    explicit ReduceOnPlateau(ReduceOnPlateauOptions options = {});

    double learning_rate() const { return learning_rate_; }

    /// Starts again, from `learning_rate` if the options have none.
    void restart(double learning_rate);

    /// Takes the metric after an epoch and returns the learning rate for the next.
    double update(double metric);

    /// The state.
    friend void visit_fields(FieldVisitor& visitor, ReduceOnPlateau& plateau) {
        visitor.field("learning_rate", plateau.learning_rate_);
        visitor.field("best", plateau.best_);
        visitor.field("waited", plateau.waited_);
        visitor.field("cooling", plateau.cooling_);
    }

   private:
    bool is_better(double metric) const;

    ReduceOnPlateauOptions options_;
    double learning_rate_;
    double best_;
    std::size_t waited_ = 0;
    std::size_t cooling_ = 0;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/optimizers/schedule_impl.hpp"
#endif
