#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "nnlite/core/flush_to_zero.hpp"
#include "nnlite/data/split.hpp"
#include "nnlite/estimators/mlp_data.hpp"
#include "nnlite/estimators/mlp_options.hpp"
#include "nnlite/estimators/multilayer_perceptron.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/minimize/flat_parameters.hpp"
#include "nnlite/minimize/lbfgs.hpp"
#include "nnlite/optimizers/adam.hpp"
#include "nnlite/optimizers/dot.hpp"
#include "nnlite/optimizers/factory.hpp"
#include "nnlite/optimizers/sgd.hpp"
#include "nnlite/random/numpy.hpp"
#include "nnlite/training/interrupt.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void MultilayerPerceptron<T>::check_data(const char* function, const Dataset<T>& rows,
                                         std::size_t targets, bool incremental) const {
    if (!is_first(incremental)) { check_features(function, rows); }
    check_rows(function, rows.size(), targets);
}

template <class T>
void MultilayerPerceptron<T>::check_rows(const char* function, std::size_t rows,
                                         std::size_t targets) const {
    if (targets != rows) {
        fail<ShapeError>(name_, ": ", function, ": expected a target for each of ", rows,
                         " rows, got ", targets);
    }
}

template <class T>
void MultilayerPerceptron<T>::check_outputs(const char* function, std::size_t outputs,
                                            bool incremental) const {
    if (!is_first(incremental) && outputs != intercepts_.back().size()) {
        fail<ShapeError>(name_, ": ", function, ": expected ", intercepts_.back().size(),
                         " outputs as before, got ", outputs);
    }
}

template <class T>
void MultilayerPerceptron<T>::check_incremental() const {
    if (options_.solver == MLPSolver::lbfgs) {
        fail<ValueError>(name_, ": partial_fit: expected solver adam or sgd, got lbfgs");
    }
    if (options_.early_stopping) {
        fail<ValueError>(name_, ": partial_fit: expected early_stopping = false, got true");
    }
}

template <class T>
void MultilayerPerceptron<T>::check_features(const char* function, const Dataset<T>& rows) const {
    const std::size_t wanted = coefs_[0].shape()[0], got = element_count(rows.sample_shape());
    if (got != wanted) {
        fail<ShapeError>(name_, ": ", function, ": expected rows of ", wanted,
                         " features as before, got ", got);
    }
}

template <class T>
std::vector<Tensor<T>> MultilayerPerceptron<T>::values_of(
    const std::vector<Variable<T>>& variables) {
    std::vector<Tensor<T>> values;
    for (const auto& variable : variables) { values.push_back(variable.value()); }
    return values;
}

template <class T>
void MultilayerPerceptron<T>::require_finite(bool finite) const {
    if (!finite) {
        fail<ValueError>(name_, ": the weights are no longer finite after ", record_.n_iter,
                         " iterations; scale the inputs, or take a smaller learning_rate_init");
    }
}

// Initialization U(+-sqrt(6 / (in + out))), with sigmoid U(+-sqrt(2 / (in + out))), for weights and
// biases.
template <class T>
void MultilayerPerceptron<T>::initialize(std::size_t features, std::size_t outputs,
                                         Generator& random) {
    const double factor = options_.activation == Activation::sigmoid ? 2 : 6;
    std::vector<std::size_t> sizes = options_.hidden_layer_sizes;
    sizes.push_back(outputs);
    network_ = Sequential<T>();
    std::size_t in = features;
    for (const std::size_t out : sizes) {
        const bool last = network_.size() + 1 == sizes.size();
        const auto start = Initializer::uniform(std::sqrt(factor / static_cast<double>(in + out)));
        network_.add(Linear<T>(out, {.activation = last ? Activation::none : options_.activation,
                                     .weight_init = start,
                                     .bias_init = start}));
        in = out;
    }
    network_.build({features}, random);
    coefs_.clear();
    intercepts_.clear();
    for (auto& parameter : named_parameters(network_)) {
        (parameter.name.ends_with("weight") ? coefs_ : intercepts_).push_back(parameter.variable);
    }
    parameters_ = coefs_;
    parameters_.insert(parameters_.end(), intercepts_.begin(), intercepts_.end());
    best_.reset();
    record_ = {};
}

template <class T>
void MultilayerPerceptron<T>::make_solver() {
    OptimizerFactory<T> solver = AdamOptions{.learning_rate = options_.learning_rate_init,
                                             .beta_1 = options_.beta_1,
                                             .beta_2 = options_.beta_2,
                                             .epsilon = options_.epsilon,
                                             .epsilon_form = EpsilonForm::hat};
    if (options_.solver == MLPSolver::sgd) {
        solver = SGDOptions{.learning_rate = options_.learning_rate_init,
                            .momentum = options_.momentum,
                            .nesterov = options_.nesterovs_momentum && options_.momentum > 0,
                            .momentum_form = MomentumForm::steps};
    }
    optimizer_ = solver();
    optimizer_->add_group(coefs_);
    optimizer_->add_group(intercepts_);
}

// Computes the gradients, without the penalty's; returns the loss with the penalty.
template <class T>
double MultilayerPerceptron<T>::backward(const Variable<T>& inputs, const Targets<T>& targets,
                                         const MLPGoal<T>& goal) {
    const double rows = static_cast<double>(inputs.shape()[0]);
    const Variable<T> losses = goal.loss(network_.forward(inputs), targets);
    double sum = 0, squares = 0;
    for (const T loss : losses.value()) {
        sum += std::clamp(static_cast<double>(loss), goal.least, goal.most);
    }
    for (const auto& weights : coefs_) { squares += dot(weights.value(), weights.value()); }
    zero_gradients(parameters_);
    losses.backward_from(full_tensor<T>(losses.shape(), static_cast<T>(goal.slope_share / rows)));
    return (sum * goal.value_share + options_.alpha / 2 * squares) / rows;
}

// One pass over the rows in this order; returns the mean loss, or none after Ctrl-C.
template <class T>
std::optional<double> MultilayerPerceptron<T>::run_iteration(const MLPData<T>& data,
                                                             const MLPGoal<T>& goal,
                                                             std::span<const std::size_t> rows) {
    const std::size_t size = std::min(options_.batch_size.value_or(200), rows.size());
    double sum = 0;
    for (std::size_t first = 0; first < rows.size(); first += size) {
        const std::size_t count = std::min(size, rows.size() - first);
        data.gather(rows.subspan(first, count), batch_);
        // The batch's memory is moved to the Variable and reused through the allocator's cache.
        const Variable<T> inputs(std::exchange(batch_.inputs, Tensor<T>()));
        sum += backward(inputs, batch_.targets, goal) * static_cast<double>(count);
        optimizer_->set_group(0, {.weight_decay = options_.alpha / static_cast<double>(count)});
        optimizer_->step();
        if (options_.stop_on_interrupt && InterruptGuard::interrupted()) { return {}; }
    }
    return sum / static_cast<double>(rows.size());
}

// The end of an iteration: changes the learning rate or stops.
template <class T>
bool MultilayerPerceptron<T>::ends() {
    const bool is_sgd = options_.solver == MLPSolver::sgd;
    if (is_sgd && options_.learning_rate == MLPLearningRate::invscaling) {
        optimizer_->set_learning_rate(
            options_.learning_rate_init /
            std::pow(static_cast<double>(record_.t + 1), options_.power_t));
    }
    if (record_.no_improvement <= options_.n_iter_no_change) { return false; }
    const bool is_adaptive = is_sgd && options_.learning_rate == MLPLearningRate::adaptive;
    const bool goes_on = is_adaptive && optimizer_->learning_rate() > 1e-6;
    if (goes_on) {
        optimizer_->set_learning_rate(optimizer_->learning_rate() / 5);
        record_.no_improvement = 0;
    }
    print("%s did not improve more than tol=%f for %zu consecutive epochs.%s",
          options_.early_stopping ? "Validation score" : "Training loss", options_.tol,
          options_.n_iter_no_change,
          !is_adaptive ? " Stopping."
          : goes_on ? formatted(" Setting learning rate to %f", optimizer_->learning_rate()).c_str()
                    : " Learning rate too small. Stopping.");
    return !goes_on;
}

// The rows to train on and, with early_stopping, those to validate on.
template <class T>
Split MultilayerPerceptron<T>::split(const MLPData<T>& data, Generator& random) const {
    const std::size_t count = data.rows.size();
    Split split;
    if (options_.early_stopping) {
        split = train_test_split(
            count, {.test_size = options_.validation_fraction, .stratify = data.stratify}, random);
    } else {
        split.train.resize(count);
        std::iota(split.train.begin(), split.train.end(), std::size_t{0});
    }
    if (options_.batch_size.value_or(1) > split.train.size()) {
        options_.warn(text_of("UserWarning: batch_size ", *options_.batch_size, " is cut to the ",
                              split.train.size(), " rows"));
    }
    return split;
}

// Whether the weights have improved.
template <class T>
void MultilayerPerceptron<T>::compare(const MLPGoal<T>& goal, const Batch<T>& validation) {
    if (!options_.early_stopping) { return record_.compare_loss(options_.tol); }
    const MatrixRows<T> rows(name_, validation.inputs);
    const double score = goal.score(outputs("fit", rows), validation.targets);
    print("Validation score: %f", score);
    if (record_.add_score(score, options_.tol)) { best_ = flatten(parameters_); }
}

template <class T>
void MultilayerPerceptron<T>::train_in_batches(const MLPData<T>& data, const MLPGoal<T>& goal,
                                               Generator& random, bool incremental) {
    std::optional<InterruptGuard> interrupt;
    if (options_.stop_on_interrupt) { interrupt.emplace(); }
    if (!incremental || !optimizer_) { make_solver(); }
    auto [rows, kept] = split(data, random);
    Batch<T> validation;
    if (!kept.empty()) { data.gather(kept, validation); }
    std::vector<std::size_t> order(rows.size()), before;
    const std::size_t most = incremental ? 1 : options_.max_iter;
    for (std::size_t i = 0; i < most; ++i) {
        if (options_.shuffle) {  // the order of the last iteration
            before = rows;
            random.permutation(order.data(), order.size());
            for (std::size_t row = 0; row < rows.size(); ++row) { rows[row] = before[order[row]]; }
        }
        const std::optional<double> loss = run_iteration(data, goal, rows);
        if (!loss) {
            options_.warn("UserWarning: Training interrupted by user.");
            break;
        }
        record_.add_iteration(*loss, rows.size());
        require_finite(std::isfinite(*loss));
        print("Iteration %zu, loss = %.8f", record_.n_iter, *loss);
        compare(goal, validation);
        if (ends()) { break; }
        if (!incremental && record_.n_iter == options_.max_iter) {
            options_.warn(text_of("ConvergenceWarning: Stochastic Optimizer: Maximum iterations (",
                                  options_.max_iter,
                                  ") reached and the optimization hasn't converged yet."));
        }
    }
    if (best_) { assign(parameters_, *best_); }
}

template <class T>
void MultilayerPerceptron<T>::train_at_once(const MLPData<T>& data, const MLPGoal<T>& goal) {
    std::vector<std::size_t> order(data.rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Batch<T> all;
    data.gather(order, all);
    const Variable<T> inputs(std::move(all.inputs));
    const T decay = static_cast<T>(options_.alpha / static_cast<double>(data.rows.size()));
    const auto f = [&](const Tensor<T>& x) {
        assign(parameters_, x);
        const double value = backward(inputs, data.targets, goal);
        Tensor<T> gradient = flatten_gradients(parameters_);
        for (std::size_t i = 0; i < total_size(coefs_); ++i) { gradient(i) += decay * x(i); }
        return std::pair(value, std::move(gradient));
    };
    const MinimizeResult<T> result = lbfgs(f, flatten(parameters_),
                                           {.gtol = options_.tol,
                                            .max_iterations = options_.max_iter,
                                            .max_function_calls = options_.max_fun});
    assign(parameters_, result.x);
    record_.loss = result.value;
    record_.n_iter = result.iterations;
    if (result.status != MinimizeStatus::converged) {
        options_.warn(text_of("ConvergenceWarning: lbfgs failed to converge (status=",
                              static_cast<int>(result.status), "): ", result.message));
    }
}

template <class T>
void MultilayerPerceptron<T>::train(const MLPData<T>& data, const MLPGoal<T>& goal,
                                    std::size_t outputs, bool incremental) {
    const FlushToZero flush;
    NumpyRandomState numpy(options_.random_state.value_or(0));
    Generator& random = options_.random_state ? static_cast<Generator&>(numpy) : own_random_;
    if (is_first(incremental)) {
        initialize(element_count(data.rows.sample_shape()), outputs, random);
    }
    if (options_.solver == MLPSolver::lbfgs) {
        train_at_once(data, goal);
    } else {
        train_in_batches(data, goal, random, incremental);
    }
    const Tensor<T> weights = flatten(parameters_);
    require_finite(std::all_of(weights.begin(), weights.end(),
                               [](T weight) { return std::isfinite(weight); }));
}

template <class T>
Tensor<T> MultilayerPerceptron<T>::outputs(const char* function, const Dataset<T>& rows) const {
    if (!is_fitted()) {
        fail<ValueError>(name_, ": ", function, ": expected fit() to be called first");
    }
    check_features(function, rows);
    const NoGrad no_grad;
    const std::size_t features = coefs_[0].shape()[0];
    Tensor<T> result;
    std::size_t done = 0;
    DataLoader<T> loader = rows_in_order(rows);
    for (Batch<T>& batch : loader) {
        require_inputs(gather_place, batch.inputs, batch.size, {features});
        batch.inputs.reshape({batch.size, features});
        const Variable<T> y =
            network_.forward(Variable<T>(std::exchange(batch.inputs, Tensor<T>())));
        put_rows(name_, y.value(), batch.size, done, rows.size(), result);
        done += batch.size;
    }
    return result;
}

}  // namespace nnlite::detail
