// All losses, optimizers, ways of clipping and schedules in random configurations, against PyTorch;
// see random_configurations.py.

#include "nnlite/losses/known_losses.hpp"
#include "nnlite/optimizers/clip.hpp"
#include "nnlite/optimizers/schedule.hpp"
#include "suites/replay.hpp"

using namespace nnlite;
using replay::Configuration;
using replay::Results;

namespace {

template <class T>
using C = Configuration<T>;

template <class Options>
Options options_of(const nnlite::detail::Json& json) {
    Options options;
    FieldVisitor visitor(json, "options: ");
    visit_fields(visitor, options);
    visitor.finish();
    return options;
}

// The losses that take a Variable as target, and so have a gradient for it.
template <class T>
Variable<T> loss_of_variables(const C<T>& c, const Variable<T>& x, const Variable<T>& target) {
    const std::string name = c.text("name");
    if (name == "mse") { return mse(x, target, options_of<MeanSquaredError>(c.json("options"))); }
    if (name == "mae") { return mae(x, target, options_of<MeanAbsoluteError>(c.json("options"))); }
    if (name == "huber") { return huber(x, target, options_of<Huber>(c.json("options"))); }
    if (name == "hinge") { return hinge(x, target, options_of<Hinge>(c.json("options"))); }
    if (name == "kl_divergence") {
        return kl_divergence(x, target, options_of<KLDivergence>(c.json("options")));
    }
    if (name == "binary_cross_entropy") {
        return binary_cross_entropy(x, target, options_of<BinaryCrossEntropy>(c.json("options")));
    }
    if (name == "focal_loss") {
        return focal_loss(x, target, options_of<FocalLoss>(c.json("options")));
    }
    return binary_cross_entropy_from_probabilities(
        x, target, options_of<BinaryCrossEntropyFromProbabilities>(c.json("options")));
}

template <class T>
Results<T> run_loss(const C<T>& c) {
    const std::vector<Variable<T>> x = c.inputs();
    Results<T> results;
    Variable<T> y;
    if (x.size() > 1) {
        y = loss_of_variables(c, x[0], x[1]);
    } else {
        FieldVisitor visitor(c.json("options"), "options: ");
        const Loss<T> loss = *nnlite::detail::known_loss<T>(c.text("name"), visitor);
        visitor.finish();
        Targets<T> targets;
        if (c.has("labels")) {
            targets = c.template tensor<std::int32_t>("labels");
        } else {
            targets = c.tensor("targets");
        }
        y = loss(x[0], targets);
    }
    replay::differentiate(c, {y}, results);
    replay::add_gradients(x, results);
    return results;
}

template <class T>
Results<T> run_optimizer(const C<T>& c) {
    std::vector<Variable<T>> parameters;
    for (const Tensor<T>& start : c.numbered("p")) { parameters.emplace_back(start, true); }
    const auto optimizer = replay::optimizer_of(c)();
    for (const nnlite::detail::Json& json :
         *c.option("groups")->template get_if<nnlite::detail::Json::List>()) {
        std::vector<Variable<T>> members;
        for (const nnlite::detail::Json& index :
             *json.find("parameters")->get_if<nnlite::detail::Json::List>()) {
            members.push_back(parameters.at(std::size_t(c.number_of(index))));
        }
        optimizer->add_group(members, options_of<GroupOptions>(*json.find("options")));
    }
    Results<T> results;
    for (std::size_t step = 0; step < c.count("steps"); ++step) {
        const std::string at = text_of("_", step, "_");
        optimizer->zero_gradients();
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            const auto name = text_of("g", at, i);
            if (c.has(name)) { parameters[i].backward_from(c.tensor(name)); }
        }
        if (const double norm = c.number("clip_norm", 0); norm > 0) {
            results.emplace_back(text_of("norm", at),
                                 Tensor<T>(T(clip_gradient_norm(parameters, norm))));
        }
        if (const double limit = c.number("clip_value", 0); limit > 0) {
            clip_gradient_value(parameters, limit);
        }
        if (c.has("rates")) {
            optimizer->set_learning_rate(double(c.tensor("rates").data()[step]));
        }
        if (std::any_of(parameters.begin(), parameters.end(),
                        [](const auto& parameter) { return parameter.has_gradient(); })) {
            optimizer->step();
        } else {  // PyTorch's step does nothing then
            CHECK_THROWS_AS(optimizer->step(), ValueError);
        }
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            results.emplace_back(text_of("p", at, i), parameters[i].value());
        }
    }
    return results;
}

template <class Schedule, class T>
Results<T> rates_of(const C<T>& c, const Schedule& schedule) {
    auto rates = empty_tensor<T>({c.count("count")});
    for (std::size_t step = 0; step < rates.size(); ++step) {
        rates.data()[step] = T(schedule(step));
    }
    return {{"rates", rates}};
}

template <class T>
Results<T> run_schedule(const C<T>& c) {
    const std::string name = c.text("name");
    const double rate = c.number("learning_rate", 0), gamma = c.number("gamma", 0);
    if (name == "StepSchedule") {
        return rates_of(c, StepSchedule{rate, c.count("step_size"), gamma});
    }
    if (name == "MultiStepSchedule") {
        const auto at = c.list("milestones");
        return rates_of(c, MultiStepSchedule{rate, {at.begin(), at.end()}, gamma});
    }
    if (name == "ExponentialSchedule") { return rates_of(c, ExponentialSchedule{rate, gamma}); }
    if (name == "CosineSchedule") {
        return rates_of(c, CosineSchedule{rate, c.count("steps"), c.count("warm_up_steps"),
                                          c.number("warm_up_from", 0), c.number("minimum", 0)});
    }
    if (name == "OneCycleSchedule") {
        return rates_of(c, OneCycleSchedule{rate, c.count("total_steps"), c.number("rise", 0),
                                            c.number("divisor", 0), c.number("final_divisor", 0),
                                            c.truth("cosine"), c.truth("three_phases")});
    }
    ReduceOnPlateau plateau({.learning_rate = rate,
                             .maximize = c.truth("maximize"),
                             .factor = c.number("factor", 0),
                             .patience = c.count("patience"),
                             .threshold = c.number("threshold", 0),
                             .relative_threshold = c.truth("relative_threshold"),
                             .cooldown = c.count("cooldown"),
                             .minimum = c.number("minimum", 0)});
    const Tensor<T> metrics = c.tensor("metrics");
    const auto update = [&](std::size_t step) {
        return plateau.update(double(metrics.data()[step]));
    };
    return rates_of(c, update);
}

template <class T>
std::map<std::string, replay::Run<T>, std::less<>> all_names(
    replay::Run<T> run, const std::vector<std::string>& names) {
    std::map<std::string, replay::Run<T>, std::less<>> runs;
    for (const auto& name : names) { runs[name] = run; }
    return runs;
}

}  // namespace

// The fraction is the same as for operations.
TEST_CASE("random configurations: losses") {
    replay::replay<double>(
        "loss",
        all_names(
            run_loss<double>,
            {"binary_cross_entropy", "binary_cross_entropy_from_probabilities", "cross_entropy",
             "cross_entropy_from_probabilities", "focal_loss", "hinge", "huber", "kl_divergence",
             "mae", "mse", "multi_margin", "negative_log_likelihood"}),
        1e-10);
}

TEST_CASE("random configurations: optimizers") {
    replay::replay<double>("optimizer",
                           all_names(run_optimizer<double>, {"Adam", "AdamW", "Adamax", "Nadam",
                                                             "SGD", "RMSprop", "Adagrad"}),
                           1e-10);
}

TEST_CASE("random configurations: schedules") {
    replay::replay<double>(
        "schedule",
        all_names(run_schedule<double>, {"StepSchedule", "MultiStepSchedule", "ExponentialSchedule",
                                         "CosineSchedule", "OneCycleSchedule", "ReduceOnPlateau"}),
        1e-10);
}
