#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "nnlite/core/flush_to_zero.hpp"
#include "nnlite/data/batch_rows.hpp"
#include "nnlite/data/data_loader.hpp"
#include "nnlite/data/dataset_range.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/optimizers/clip.hpp"
#include "nnlite/training/fit_options.hpp"
#include "nnlite/training/history.hpp"
#include "nnlite/training/interrupt.hpp"
#include "nnlite/training/model.hpp"
#include "nnlite/training/model_file.hpp"
#include "nnlite/training/progress.hpp"
#include "nnlite/training/summary.hpp"
#include "nnlite/training/training_run.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape Model<T>::build(const Shape& sample, Generator& generator) {
    require_here("build");
    const Shape output = network_.build(sample, generator);
    sample_ = sample;
    built_ = true;
    history_ = {};
    if (attached_) { optimizer_ = options_->optimizer(); }
    attached_ = false;
    attach();
    return output;
}

template <class T>
void Model<T>::compile(CompileOptions<T> options) {
    require_here("compile");
    detail::require_in_range("compile", options);
    detail::check_metrics(options.metrics);
    options_ = std::make_unique<CompileOptions<T>>(std::move(options));
    optimizer_ = options_->optimizer();
    attached_ = false;
    attach();
}

template <class T>
void Model<T>::save(const std::string& path, const SaveModelOptions& options) {
    require_here("save");
    if (!built_) { fail<ValueError>("save: call build() or fit() first"); }
    detail::write_model(path, *this, options);
}

template <class T>
std::string Model<T>::summary_text(std::size_t line_length) {
    require_here("summary");
    return nnlite::summary_text(
        network_, optimizer_ && optimizer_->steps() > 0 ? optimizer_->state_count() + 2 : 0,
        line_length);
}

template <class T>
Optimizer<T>& Model<T>::optimizer() {
    require_compiled("optimizer");
    return *optimizer_;
}

template <class T>
void Model<T>::attach() {
    if (!built_ || !optimizer_ || attached_) { return; }
    parameters_ = parameters(network_);
    optimizer_->add_group(parameters_, {});
    has_state_ = kept_.save(network_);
    attached_ = true;
}

template <class T>
void Model<T>::require_compiled(const char* place) const {
    require_here(place);
    if (!options_) { fail<ValueError>(place, ": call compile() first"); }
}

template <class T>
void Model<T>::prepare(const char* place, const Dataset<T>& data) {
    require_compiled(place);
    if (!built_) { build(data.sample_shape()); }
    require_sample(place, data.sample_shape());
}

template <class T>
void Model<T>::require_sample(const char* place, const Shape& sample) const {
    if (!built_) { fail<ValueError>(place, ": call build() or fit() first"); }
    if (sample != sample_) { refuse_sample(place, sample); }
}

template <class T>
void Model<T>::count(detail::EpochTotals& totals, double loss, const Tensor<T>& outputs,
                     const Batch<T>& batch) const {
    const Loss<T>& rule = options_->loss;
    const auto& metrics = options_->metrics;
    const double samples = double(batch.size);
    const std::optional<double> weight = rule.weight(batch.targets);
    totals.samples += samples;
    totals.loss += loss * (weight ? *weight * samples : 1);
    totals.weight = weight ? totals.weight + *weight * samples : 1;
    totals.metrics.resize(metrics.size());
    totals.counts.resize(metrics.size());
    const MetricBatch<T> seen{outputs, batch.targets, rule.output_kind(), rule.ignore_index()};
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        if (metrics[i].update) {
            metrics[i].update(seen, totals.counts[i]);
        } else {
            totals.metrics[i] += metrics[i].function(outputs, batch.targets) * samples;
        }
    }
}

template <class T>
void Model<T>::report(const detail::EpochTotals& totals, const std::string& prefix,
                      Logs& logs) const {
    logs[prefix + "loss"] = totals.weight > 0 ? totals.loss / totals.weight : 0;
    for (std::size_t i = 0; i < totals.metrics.size(); ++i) {
        const Metric<T>& metric = options_->metrics[i];
        logs[prefix + metric.name] =
            metric.update ? metric.result(totals.counts[i]) : totals.metrics[i] / totals.samples;
    }
}

template <class T>
void Model<T>::refuse_sample(const char* place, const Shape& sample) const {
    fail<ShapeError>(place, ": expected samples of shape ", sample_, ", got ", sample);
}

template <class T>
void Model<T>::require_similar_sample(const char* place, const Shape& sample) const {
    require_here(place);
    if (!built_) { fail<ValueError>(place, ": call build() or fit() first"); }
    if (sample == sample_) { return; }
    const bool same_numbers = network_.gathered_shape(sample) == network_.gathered_shape(sample_);
    if (sample.size() != sample_.size() || same_numbers) { refuse_sample(place, sample); }
}

template <class T>
Variable<T> Model<T>::forward(const char* place, Batch<T>& batch, const Shape& sample) const {
    detail::require_inputs(place, batch.inputs, batch.size, sample);
    batch.inputs.reshape(detail::batch_shape(batch.size, network_.gathered_shape(sample)));
    const Variable<T> x(std::exchange(batch.inputs, Tensor<T>()));
    if (sample == sample_) { return network_.forward(x); }
    try {
        return network_.forward(x);
    } catch (const ShapeError&) { refuse_sample(place, sample); }
}

template <class T>
void Model<T>::backward(const Variable<T>& loss) {
    const detail::OwnedLeavesOnly owned;
    loss.backward();
}

template <class T>
void Model<T>::refuse_step(const char* place) const {
    const bool frozen = std::none_of(parameters_.begin(), parameters_.end(),
                                     [](const auto& p) { return p.requires_gradient(); });
    fail<ValueError>(place, ": there is nothing to train: ",
                     !detail::is_recording() ? "NoGrad is active"
                     : parameters_.empty()   ? "no layer lists parameters in visit()"
                     : frozen ? "all parameters are frozen; set_trainable() unfreezes them"
                              : "the loss depends on no parameter");
}

template <class T>
Model<T> Model<T>::clone() const {
    Model copy(nnlite::clone(network_));
    copy.generator_ = generator_;
    copy.sample_ = sample_;
    copy.built_ = built_;
    copy.history_ = history_;
    if (!options_) { return copy; }
    copy.compile(*options_);
    Optimizer<T>& optimizer = *copy.optimizer_;
    optimizer.set_learning_rate(optimizer_->learning_rate());
    for (std::size_t i = 0; i < optimizer.group_count(); ++i) {
        optimizer.set_group(i, optimizer_->group(i));
    }
    optimizer_->visit_state([&](const char*, const Tensor<T>& state) {
        optimizer.visit_state([&](const char*, Tensor<T>& to) { to = state; });
    });
    return copy;
}

template <class T>
double Model<T>::train_step(Batch<T>& batch, Tensor<T>* outputs) {
    require_here("train_step");
    if (!attached_ || !optimizer_) {
        fail<ValueError>("train_step: call build() and compile() first");
    }
    return step("train_step", batch, outputs);
}

template <class T>
double Model<T>::step(const char* place, Batch<T>& batch, Tensor<T>* outputs) {
    require_here(place);  // a callback may have moved the model
    if (!has_state_) { return attempt(place, batch, outputs); }
    kept_.save(network_);
    try {
        const double loss = attempt(place, batch, outputs);
        if (!std::isfinite(loss)) { kept_.restore(network_); }
        return loss;
    } catch (...) {
        kept_.restore(network_);
        throw;
    }
}

template <class T>
double Model<T>::attempt(const char* place, Batch<T>& batch, Tensor<T>* outputs) {
    const TrainingMode training(true);
    optimizer_->zero_gradients();
    const Variable<T> y = forward(place, batch, sample_);
    const Variable<T> loss = options_->loss(y, batch.targets);
    const double value = double(loss.item());
    if (std::isfinite(value)) {
        if (!loss.requires_gradient()) { refuse_step(place); }
        backward(loss);
        if (options_->clip_value > 0) { clip_gradient_value(parameters_, options_->clip_value); }
        if (options_->clip_norm > 0) { clip_gradient_norm(parameters_, options_->clip_norm); }
        optimizer_->step();
    }
    if (outputs != nullptr) { *outputs = y.value(); }
    return value;
}

template <class T>
void Model<T>::run_epoch(detail::TrainingRun<T>& run, detail::ProgressLine& progress) {
    const auto& callbacks = run.options.callbacks;
    const double seconds = run.seconds;
    const auto start = std::chrono::steady_clock::now();
    Tensor<T> outputs;
    auto batch = run.step == 0 ? run.loader.begin() : run.loader.at(run.step);
    for (; !(batch == run.loader.end()); ++batch) {
        const double loss = step("fit", *batch, &outputs);
        ++run.step;
        if (!std::isfinite(loss)) {
            fail<ValueError>("fit: the loss is ", std::isnan(loss) ? "NaN" : "infinite",
                             " in epoch ", run.epoch, ", step ", run.step,
                             "; the weights are those before that step. A smaller learning rate, "
                             "clip_norm or a look at the data may help");
        }
        count(run.totals, loss, outputs, *batch);
        progress.step(run.step);
        for (auto* callback : callbacks) { callback->on_batch_end(*this, run.step, loss); }
        run.seconds =
            seconds +
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        for (auto* callback : callbacks) { callback->on_position(run); }
        if (run.is_asked_to_stop()) { break; }
    }
}

template <class T>
History Model<T>::fit(const Dataset<T>& data, FitOptions<T> options) {
    prepare("fit", data);
    detail::require_in_range("fit", options);
    if (options.validation_data != nullptr) {
        require_sample("fit: validation_data", options.validation_data->sample_shape());
    }
    if (options.validation_split == 0 || options.validation_data != nullptr) {
        return fit_parts(data, options.validation_data, options);
    }
    const auto split =
        static_cast<std::size_t>(double(data.size()) * (1 - options.validation_split));
    if (split == 0 || split == data.size()) {
        fail<ValueError>("fit: validation_split ", options.validation_split, " of ", data.size(),
                         " samples leaves ", split, " to train and ", data.size() - split,
                         " to validate on; expected some of each");
    }
    const detail::DatasetRange<T> training(data, 0, split), validation(data, split, data.size());
    return fit_parts(training, &validation, options);
}

template <class T>
History Model<T>::fit_parts(const Dataset<T>& training, const Dataset<T>* validation,
                            const FitOptions<T>& options) {
    if (std::find(options.callbacks.begin(), options.callbacks.end(), nullptr) !=
        options.callbacks.end()) {
        fail<ValueError>("fit: expected callbacks, got a null pointer");
    }
    const FlushToZero flush;
    std::optional<detail::InterruptGuard> interrupt;
    if (options.stop_on_interrupt) { interrupt.emplace(); }
    set_training(network_, true);
    const EvaluationAtEnd at_end{network_};
    Generator& generator = options.generator != nullptr ? *options.generator : generator_;
    DataLoader<T> loader(training,
                         {.batch_size = options.batch_size,
                          .shuffle = options.shuffle,
                          .drop_last = options.drop_last},
                         generator);
    loader.set_transform(options.transform);
    detail::ProgressLine progress(options.verbose, options.epochs, loader.batch_count(),
                                  options.print);
    detail::TrainingRun<T> run{*this, loader, generator, options};
    stop_ = false;
    for (auto* callback : options.callbacks) { callback->on_train_begin(*this); }
    for (auto* callback : options.callbacks) { callback->on_run_begin(run); }
    run.history.interrupted = run.is_asked_to_stop();
    while (run.epoch <= options.epochs && !stop_ && !run.history.interrupted) {
        if (!run.begun) {
            for (auto* callback : options.callbacks) { callback->on_epoch_begin(*this, run.epoch); }
            run.begun = true;
            for (auto* callback : options.callbacks) { callback->on_position(run); }
        }
        progress.begin_epoch(run.epoch);
        run_epoch(run, progress);
        if (run.is_asked_to_stop()) {
            run.history.interrupted = true;
            progress.say(options.print ? "Training interrupted by user."
                                       : "\nTraining interrupted by user.");
            break;
        }
        require_here("fit");
        Logs logs{{"seconds", run.seconds}};
        report(run.totals, "", logs);
        if (validation != nullptr) {
            const std::size_t batch = options.validation_batch_size;
            for (const auto& [name, value] :
                 evaluate(*validation, batch > 0 ? batch : options.batch_size)) {
                logs["val_" + name] = value;
            }
        }
        progress.end_epoch(logs);
        run.history.append(logs);
        history_.append(logs);
        for (auto* callback : options.callbacks) { callback->on_epoch_end(*this, run.epoch, logs); }
        run.history.interrupted = run.is_asked_to_stop();  // since the last step
        ++run.epoch;
        run.step = 0;
        run.begun = false;
        run.totals = {};
        run.seconds = 0;
    }
    run.ended = true;
    for (auto* callback : options.callbacks) { callback->on_position(run); }
    for (auto* callback : options.callbacks) { callback->on_train_end(*this); }
    return run.history;
}

template <class T>
Logs Model<T>::evaluate(const Dataset<T>& data, std::size_t batch_size) {
    require_compiled("evaluate");
    const Shape sample = data.sample_shape();
    if (!built_) { build(sample); }
    require_similar_sample("evaluate", sample);
    const NoGrad no_grad;
    const TrainingMode evaluation(false);
    DataLoader<T> loader(data, {.batch_size = batch_size, .shuffle = false});
    detail::EpochTotals totals;
    for (Batch<T>& batch : loader) {
        const Variable<T> y = forward("evaluate", batch, sample);
        count(totals, double(options_->loss(y, batch.targets).item()), y.value(), batch);
    }
    Logs logs;
    report(totals, "", logs);
    return logs;
}

template <class T>
Tensor<T> Model<T>::predict(const Tensor<T>& inputs, std::size_t batch_size) const {
    return predict(detail::rows_of("predict", inputs), batch_size);
}

template <class T>
Tensor<T> Model<T>::predict(const Dataset<T>& data, std::size_t batch_size) const {
    const Shape sample = data.sample_shape();
    require_similar_sample("predict", sample);
    if (data.size() == 0) {  // the result for one row, without the row
        const Tensor<T> row = full_tensor<T>(detail::batch_shape(1, sample), T(0));
        return detail::without_rows(predict(detail::TensorRows<T>(row), batch_size));
    }
    const NoGrad no_grad;
    const TrainingMode evaluation(false);
    DataLoader<T> loader(data, {.batch_size = batch_size, .shuffle = false});
    Tensor<T> outputs;
    std::size_t done = 0;
    for (Batch<T>& batch : loader) {
        const Variable<T> y = forward("predict", batch, sample);
        detail::put_rows("predict", y.value(), batch.size, done, data.size(), outputs);
        done += batch.size;
    }
    return outputs;
}

template <class T>
Labels Model<T>::classes(const Tensor<T>& outputs) {
    Shape shape = outputs.shape();
    if (shape.size() > 1 && shape.back() != 1) { return argmax_rows(outputs); }
    if (shape.size() > 1) { shape.pop_back(); }
    Labels result = empty_tensor<std::int32_t>(shape);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        result.data()[i] = outputs.data()[i] > T(0);
    }
    return result;
}

}  // namespace nnlite
