#pragma once

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/optimizers/schedule.hpp"
#include "nnlite/training/history.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
class Model;

namespace detail {

template <class T>
struct TrainingRun;

}  // namespace detail

/// Visits a callback's state; see Callback::visit_state.
template <class T>
class CallbackVisitor : public FieldVisitor {
   public:
    using FieldVisitor::FieldVisitor;
    virtual ~CallbackVisitor() = default;
    virtual void tensors(const std::string& name, std::vector<Tensor<T>>& tensors) = 0;
};

/// Functions that fit() calls; override those you need. Epochs and steps count from 1.
/// Elsewhere: keras.callbacks.Callback.
template <class T = float>
class Callback {
   public:
    virtual ~Callback() = default;
    virtual void on_train_begin(Model<T>&) {}
    virtual void on_epoch_begin(Model<T>&, std::size_t /*epoch*/) {}
    /// `loss` is the loss of the batch before the step.
    virtual void on_batch_end(Model<T>&, std::size_t /*step*/, double /*loss*/) {}
    virtual void on_epoch_end(Model<T>&, std::size_t /*epoch*/, const Logs&) {}
    virtual void on_train_end(Model<T>&) {}

    /// Calls visitor.field(name, value) or tensors(name, values) for all state that the callback
    /// keeps between calls, so that a Checkpoint saves it.
    virtual void visit_state(CallbackVisitor<T>&) {}

    /// Called after every callback's on_train_begin(); may move the run to a saved position.
    virtual void on_run_begin(detail::TrainingRun<T>&) {}
    /// Called before the first step of an epoch, after each step and at the end of the run, when
    /// the other functions of all callbacks have been called.
    virtual void on_position(detail::TrainingRun<T>&) {}
};

/// The options of EarlyStopping.
struct EarlyStoppingOptions {
    std::string monitor = "val_loss";
    std::size_t patience = 1;  // epochs without improvement that end the training
    double min_delta = 0;      // smallest change that counts as an improvement
    bool maximize = false;     // true for an accuracy
    bool restore_best_weights = true;

    static constexpr auto fields() {
        return field_list(
            Field("monitor", &EarlyStoppingOptions::monitor),
            Field("patience", &EarlyStoppingOptions::patience),
            Field("min_delta", &EarlyStoppingOptions::min_delta, Range::not_negative()),
            Field("maximize", &EarlyStoppingOptions::maximize),
            Field("restore_best_weights", &EarlyStoppingOptions::restore_best_weights));
    }
};

/// Ends the training when a metric has not improved for `patience` epochs, but not after the first
/// epoch, as in Keras. NaN counts as no improvement; if no epoch improved, the weights are not
/// restored, and best_epoch() is 0.
/// Throws: ValueError from fit() if the metric is not in the logs.
/// Elsewhere: keras.callbacks.EarlyStopping;
/// sklearn.neural_network.MLPClassifier(early_stopping=True).
template <class T = float>
class EarlyStopping : public Callback<T> {
   public:
    explicit EarlyStopping(EarlyStoppingOptions options = {}) : options_(std::move(options)) {
        detail::require_in_range("EarlyStopping", options_);
    }

    void on_train_begin(Model<T>&) override;

    void on_epoch_end(Model<T>& model, std::size_t epoch, const Logs& logs) override;

    void on_train_end(Model<T>& model) override {
        if (!weights_.empty()) { detail::set_state(model.network(), weights_); }
    }

    void visit_state(CallbackVisitor<T>& visitor) override;

    /// The best value, its epoch, and the epoch that ended the training (0: none).
    double best() const { return options_.maximize ? -best_ : best_; }
    std::size_t best_epoch() const { return best_epoch_; }
    std::size_t stopped_epoch() const { return stopped_epoch_; }

   private:
    EarlyStoppingOptions options_;
    double best_ = std::numeric_limits<double>::infinity();
    std::size_t waited_ = 0, best_epoch_ = 0, stopped_epoch_ = 0;
    std::vector<Tensor<T>> weights_;
};

/// The options of LearningRateScheduler.
struct LearningRateSchedulerOptions {
    bool each_step = false;  // false: each epoch
};

/// Sets the learning rate before each epoch (or step) to schedule(0), schedule(1), ...; a schedule
/// is a function or one of optimizers/schedule.hpp.
/// Elsewhere: torch.optim.lr_scheduler.LambdaLR; keras.callbacks.LearningRateScheduler.
template <class T = float>
class LearningRateScheduler : public Callback<T> {
   public:
    explicit LearningRateScheduler(std::function<double(std::size_t)> schedule,
                                   LearningRateSchedulerOptions options = {})
        : schedule_(std::move(schedule)), options_(options) {}

    void on_train_begin(Model<T>& model) override;
    void on_epoch_begin(Model<T>& model, std::size_t epoch) override {
        if (!options_.each_step && epoch > 1) { set_next(model); }
    }
    void on_batch_end(Model<T>& model, std::size_t, double) override {
        if (options_.each_step) { set_next(model); }
    }

    void visit_state(CallbackVisitor<T>& visitor) override { visitor.field("done", done_); }

   private:
    void set_next(Model<T>& model) { model.optimizer().set_learning_rate(schedule_(++done_)); }

    std::function<double(std::size_t)> schedule_;
    LearningRateSchedulerOptions options_;
    std::size_t done_ = 0;
};

/// Lowers the learning rate when a metric stops improving; see ReduceOnPlateau. Each fit() restarts
/// from the plateau's learning rate or, if it has none, from the optimizer's.
/// Throws: ValueError from fit() if the metric is not in the logs.
/// Elsewhere: torch.optim.lr_scheduler.ReduceLROnPlateau; keras.callbacks.ReduceLROnPlateau.
template <class T = float>
class PlateauScheduler : public Callback<T> {
   public:
    explicit PlateauScheduler(ReduceOnPlateau plateau, std::string monitor = "val_loss")
        : plateau_(std::move(plateau)), monitor_(std::move(monitor)) {}

    void on_train_begin(Model<T>& model) override;
    void on_epoch_end(Model<T>& model, std::size_t, const Logs& logs) override;

    void visit_state(CallbackVisitor<T>& visitor) override { visit_fields(visitor, plateau_); }

   private:
    ReduceOnPlateau plateau_;
    std::string monitor_;
};

/// Writes losses and metrics of each epoch as a CSV file: a header line, then one row per epoch.
/// Each fit() overwrites the file.
/// Throws: FileError if the file cannot be written.
/// Elsewhere: keras.callbacks.CSVLogger.
template <class T = float>
class CsvLog : public Callback<T> {
   public:
    explicit CsvLog(std::string path) : path_(std::move(path)) {}

    void on_epoch_end(Model<T>&, std::size_t epoch, const Logs& logs) override;

    void visit_state(CallbackVisitor<T>& visitor) override { visitor.field("text", text_); }

   private:
    std::string path_, text_;
};

/// Calls a function after each epoch.
/// Elsewhere: keras.callbacks.LambdaCallback.
template <class T = float>
class LambdaCallback : public Callback<T> {
   public:
    /// The function called at the end of an epoch.
    using Function = std::function<void(Model<T>&, std::size_t epoch, const Logs&)>;
    explicit LambdaCallback(Function function) : function_(std::move(function)) {}
    void on_epoch_end(Model<T>& model, std::size_t epoch, const Logs& logs) override {
        function_(model, epoch, logs);
    }

   private:
    Function function_;
};

template <class F>
LambdaCallback(F) -> LambdaCallback<float>;

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/callback_impl.hpp"
#endif
