#pragma once

#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nnlite/core/flush_to_zero.hpp"
#include "nnlite/data/data_loader.hpp"
#include "nnlite/data/dataset_range.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/losses/loss.hpp"
#include "nnlite/optimizers/choice.hpp"
#include "nnlite/optimizers/clip.hpp"
#include "nnlite/random/counter.hpp"
#include "nnlite/training/callback.hpp"
#include "nnlite/training/history.hpp"
#include "nnlite/training/interrupt.hpp"
#include "nnlite/training/metric.hpp"
#include "nnlite/training/progress.hpp"
#include "nnlite/training/summary.hpp"

namespace nnlite {

template <class T = float>
struct CompileOptions {
    Loss<T> loss;
    OptimizerChoice optimizer = AdamOptions{};
    std::vector<Metric<T>> metrics = {};
    double clip_norm = 0;   // largest norm of all gradients together; 0: any
    double clip_value = 0;  // largest magnitude of a gradient's number; 0: any
};

template <class T = float>
struct FitOptions {
    std::size_t epochs = 1;
    std::size_t batch_size = 32;
    bool shuffle = true;
    double validation_split = 0;  // the last share of the samples, taken before any shuffle
    const Dataset<T>* validation_data = nullptr;
    std::size_t validation_batch_size = 0;  // 0: batch_size
    std::vector<Callback<T>*> callbacks = {};
    Verbose verbose = Verbose::line;
    typename DataLoader<T>::Transform transform = nullptr;
    Generator* generator = nullptr;  // of the shuffles; null: the model's own
};

/// A network with what its training needs: loss, optimizer, metrics, and a generator for start
/// values and shuffles.
///
///     Model model(Sequential(Linear(16, {.activation = Activation::relu}), Linear(10)));
///     model.build({784});
///     model.compile({.loss = CrossEntropy{}, .metrics = {accuracy_metric()}});
///     History history = model.fit(data, {.epochs = 4, .batch_size = 200});
template <class T = float>
class Model {
   public:
    explicit Model(Sequential<T> network, std::uint64_t seed = 0)
        : network_(std::move(network)), generator_(seed) {}

    /// Makes the network's state for samples of this shape; fit() does it if it was not done.
    /// Building again starts anew, the optimizer too.
    /// Throws: ShapeError if the layers do not fit.
    Shape build(const Shape& sample) { return build(sample, generator_); }
    Shape build(const Shape& sample, Generator& generator) {
        const Shape output = network_.build(sample, generator);
        sample_ = sample;
        built_ = true;
        if (attached_) { optimizer_ = make_optimizer<T>(options_->optimizer); }
        attached_ = false;
        attach();
        return output;
    }

    /// Sets loss, optimizer and metrics. The optimizer starts anew.
    void compile(CompileOptions<T> options) {
        options_ = std::make_unique<CompileOptions<T>>(std::move(options));
        optimizer_ = make_optimizer<T>(options_->optimizer);
        attached_ = false;
        attach();
    }

    /// Trains. Every epoch's figures are in the History. Ctrl-C ends the training after the batch
    /// at hand, with the model intact.
    /// Throws: ValueError if compile() was not called, the options do not fit or the loss becomes
    /// NaN or infinite (with epoch and step); ShapeError if the samples do not fit the network.
    History fit(const Dataset<T>& data, FitOptions<T> options = {});

    /// The loss and metrics of the model as it is, over a dataset.
    /// Throws: as fit().
    Logs evaluate(const Dataset<T>& data, std::size_t batch_size = 256);

    /// The network's output for each row.
    /// Shapes: [n, sample...] -> [n, output...].
    Tensor<T> predict(const Tensor<T>& inputs, std::size_t batch_size = 256);
    Tensor<T> predict(const Dataset<T>& data, std::size_t batch_size = 256);

    /// The class with the largest output for each row; for one output, whether it is > 0.
    /// Shapes: [n, sample...] -> [n].
    Labels predict_classes(const Tensor<T>& inputs, std::size_t batch_size = 256) {
        return classes(predict(inputs, batch_size));
    }
    Labels predict_classes(const Dataset<T>& data, std::size_t batch_size = 256) {
        return classes(predict(data, batch_size));
    }

    /// One training step on a batch; returns its loss. fit() is this in a loop. A step whose loss
    /// is NaN or infinite changes nothing. The outputs are those before the step.
    /// Throws: ValueError before compile() and build().
    double train_step(Batch<T>& batch, Tensor<T>* outputs = nullptr);

    /// The layers, shapes and parameters as a table. After training the optimizer's numbers are in
    /// it, with its count of steps and its learning rate, as Keras has them.
    std::string summary_text(std::size_t line_length = 80) {
        return nnlite::summary_text(network_, trained_ ? optimizer_->state_count() + 2 : 0,
                                    line_length);
    }
    void summary(std::size_t line_length = 80) {
        std::fputs(summary_text(line_length).c_str(), stdout);
    }

    Sequential<T>& network() { return network_; }
    /// Throws: ValueError before compile().
    Optimizer<T>& optimizer() {
        require_compiled("optimizer");
        return *optimizer_;
    }
    Generator& generator() { return generator_; }

    /// Makes fit() end after the epoch at hand; for callbacks.
    void stop_training() { stop_ = true; }

   private:
    using Clock = std::chrono::steady_clock;

    // Sums of figures over samples, reported as means.
    struct Totals {
        double samples = 0, loss = 0;
        std::vector<double> metrics;
    };

    void attach() {
        if (!built_ || !optimizer_ || attached_) { return; }
        parameters_ = parameters(network_);
        optimizer_->add_group(parameters_, {});
        attached_ = true;
    }
    void require_compiled(const char* place) const {
        if (!options_) { fail<ValueError>(place, ": call compile() first"); }
    }
    void prepare(const char* place, const Dataset<T>& data) {
        require_compiled(place);
        if (!built_) { build(data.sample_shape()); }
        require_sample(place, data.sample_shape());
    }
    void require_sample(const char* place, const Shape& sample) const {
        if (!built_) { fail<ValueError>(place, ": call build() or fit() first"); }
        if (sample != sample_) {
            fail<ShapeError>(place, ": expected samples of shape ", sample_, ", got ", sample);
        }
    }
    void count(Totals& totals, double loss, const Tensor<T>& outputs, const Batch<T>& batch) const {
        totals.metrics.resize(options_->metrics.size());
        totals.samples += double(batch.size);
        totals.loss += loss * double(batch.size);
        for (std::size_t i = 0; i < totals.metrics.size(); ++i) {
            totals.metrics[i] +=
                options_->metrics[i].function(outputs, batch.targets) * double(batch.size);
        }
    }
    void report(const Totals& totals, const std::string& prefix, Logs& logs) const {
        logs[prefix + "loss"] = totals.loss / totals.samples;
        for (std::size_t i = 0; i < totals.metrics.size(); ++i) {
            logs[prefix + options_->metrics[i].name] = totals.metrics[i] / totals.samples;
        }
    }
    // The batch's memory becomes the Variable's and comes back through the allocator's cache.
    Variable<T> forward(Batch<T>& batch) {
        Shape shape = network_.gathered_shape(sample_);
        shape.insert(shape.begin(), batch.size);
        batch.inputs.reshape(shape);
        return network_.forward(Variable<T>(std::exchange(batch.inputs, Tensor<T>())));
    }
    Totals run_epoch(DataLoader<T>& loader, std::size_t epoch, ProgressLine& progress,
                     const FitOptions<T>& options);
    History fit_parts(const Dataset<T>& training, const Dataset<T>* validation,
                      const FitOptions<T>& options);
    static Labels classes(const Tensor<T>& outputs);

    Sequential<T> network_;
    CounterGenerator generator_;
    Shape sample_;
    bool built_ = false, attached_ = false, trained_ = false, stop_ = false;
    std::unique_ptr<CompileOptions<T>> options_;
    std::unique_ptr<Optimizer<T>> optimizer_;
    std::vector<Variable<T>> parameters_;
};

template <class T>
double Model<T>::train_step(Batch<T>& batch, Tensor<T>* outputs) {
    if (!attached_) { fail<ValueError>("train_step: call build() and compile() first"); }
    optimizer_->zero_gradients();
    const Variable<T> y = forward(batch);
    const Variable<T> loss = options_->loss(y, batch.targets);
    const double value = double(loss.item());
    if (std::isfinite(value)) {
        loss.backward();
        if (options_->clip_value > 0) { clip_gradient_value(parameters_, options_->clip_value); }
        if (options_->clip_norm > 0) { clip_gradient_norm(parameters_, options_->clip_norm); }
        optimizer_->step();
        trained_ = true;
    }
    if (outputs != nullptr) { *outputs = y.value(); }
    return value;
}

template <class T>
auto Model<T>::run_epoch(DataLoader<T>& loader, std::size_t epoch, ProgressLine& progress,
                         const FitOptions<T>& options) -> Totals {
    Totals totals;
    Tensor<T> outputs;
    std::size_t step = 0;
    for (Batch<T>& batch : loader) {
        ++step;
        const double loss = train_step(batch, &outputs);
        if (!std::isfinite(loss)) {
            fail<ValueError>("fit: the loss is ", std::isnan(loss) ? "NaN" : "infinite",
                             " in epoch ", epoch, ", step ", step,
                             "; the weights are those before that step. A smaller learning rate, "
                             "clip_norm or a look at the data may help");
        }
        count(totals, loss, outputs, batch);
        progress.step(step);
        for (auto* callback : options.callbacks) { callback->on_batch_end(*this, step, loss); }
        if (InterruptGuard::interrupted()) { break; }
    }
    return totals;
}

template <class T>
History Model<T>::fit(const Dataset<T>& data, FitOptions<T> options) {
    prepare("fit", data);
    if (!(options.validation_split >= 0 && options.validation_split < 1)) {
        fail<ValueError>("fit: expected validation_split in [0, 1), got ",
                         options.validation_split);
    }
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
                         " samples leaves nothing to train or to validate on");
    }
    const DatasetRange<T> training(data, 0, split), validation(data, split, data.size());
    return fit_parts(training, &validation, options);
}

template <class T>
History Model<T>::fit_parts(const Dataset<T>& training, const Dataset<T>* validation,
                            const FitOptions<T>& options) {
    const FlushToZero flush;
    const InterruptGuard interrupt;
    DataLoader<T> loader(training, {.batch_size = options.batch_size, .shuffle = options.shuffle},
                         options.generator != nullptr ? *options.generator : generator_);
    loader.set_transform(options.transform);
    ProgressLine progress(options.verbose, options.epochs, loader.batch_count());
    History history;
    stop_ = false;
    for (auto* callback : options.callbacks) { callback->on_train_begin(*this); }
    for (std::size_t epoch = 1; epoch <= options.epochs && !stop_ && !history.interrupted;
         ++epoch) {
        for (auto* callback : options.callbacks) { callback->on_epoch_begin(*this, epoch); }
        set_training(network_, true);
        progress.begin_epoch(epoch);
        const auto start = Clock::now();
        const Totals totals = run_epoch(loader, epoch, progress, options);
        Logs logs{{"seconds", std::chrono::duration<double>(Clock::now() - start).count()}};
        if (InterruptGuard::interrupted()) {
            history.interrupted = true;
            if (options.verbose != Verbose::silent) {
                std::puts("\nTraining interrupted by user.");
            }
            break;
        }
        report(totals, "", logs);
        if (validation != nullptr) {
            const std::size_t batch = options.validation_batch_size;
            for (const auto& [name, value] :
                 evaluate(*validation, batch > 0 ? batch : options.batch_size)) {
                logs["val_" + name] = value;
            }
        }
        progress.end_epoch(logs);
        history.append(logs);
        history.interrupted = InterruptGuard::interrupted();  // during the validation
        for (auto* callback : options.callbacks) { callback->on_epoch_end(*this, epoch, logs); }
    }
    for (auto* callback : options.callbacks) { callback->on_train_end(*this); }
    set_training(network_, false);
    return history;
}

template <class T>
Logs Model<T>::evaluate(const Dataset<T>& data, std::size_t batch_size) {
    prepare("evaluate", data);
    const NoGrad no_grad;
    set_training(network_, false);
    DataLoader<T> loader(data, {.batch_size = batch_size, .shuffle = false});
    Totals totals;
    for (Batch<T>& batch : loader) {
        const Variable<T> y = forward(batch);
        count(totals, double(options_->loss(y, batch.targets).item()), y.value(), batch);
    }
    Logs logs;
    report(totals, "", logs);
    return logs;
}

template <class T>
Tensor<T> Model<T>::predict(const Tensor<T>& inputs, std::size_t batch_size) {
    const Shape& shape = inputs.shape();
    if (shape.empty()) { fail<ShapeError>("predict: expected [n, sample...], got a scalar"); }
    const TensorDataset<T> data(inputs, Labels(Labels::from_shape({shape[0]}) * 0));
    return predict(data, batch_size);
}

template <class T>
Tensor<T> Model<T>::predict(const Dataset<T>& data, std::size_t batch_size) {
    require_sample("predict", data.sample_shape());
    const NoGrad no_grad;
    set_training(network_, false);
    DataLoader<T> loader(data, {.batch_size = batch_size, .shuffle = false});
    Tensor<T> outputs;
    std::size_t done = 0;
    for (Batch<T>& batch : loader) {
        const Variable<T> y = forward(batch);
        if (done == 0) {
            Shape shape = y.shape();
            shape[0] = data.size();
            outputs = empty_tensor<T>(shape);
        }
        std::copy_n(y.value().data(), y.size(), outputs.data() + done);
        done += y.size();
    }
    return outputs;
}

template <class T>
Labels Model<T>::classes(const Tensor<T>& outputs) {
    if (outputs.shape().back() != 1) { return argmax_rows(outputs); }
    Labels result = empty_tensor<std::int32_t>({outputs.size()});
    for (std::size_t i = 0; i < outputs.size(); ++i) { result(i) = outputs.data()[i] > T(0); }
    return result;
}

}  // namespace nnlite
