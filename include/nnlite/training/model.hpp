#pragma once

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nnlite/core/here.hpp"
#include "nnlite/data/data_loader.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/layers/state_keeper.hpp"
#include "nnlite/random/counter.hpp"
#include "nnlite/training/fit_options.hpp"
#include "nnlite/training/history.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

class ProgressLine;
struct EpochTotals;

template <class T>
struct TrainingRun;

}  // namespace detail

/// A network with what its training needs: loss, optimizer, metrics, and a generator for the
/// initialization and shuffles.
///
///     Model model(Sequential(Linear(16, {.activation = Activation::relu}), Linear(10)));
///     model.build({784});
///     model.compile({.loss = CrossEntropy{}, .metrics = {accuracy_metric()}});
///     History history = model.fit(data, {.epochs = 4, .batch_size = 200});
///
/// Using a moved-from model throws ValueError; so does a fit() whose callback moves the model.
template <class T = float>
class Model {
   public:
    using value_type = T;  ///< the scalar
    explicit Model(Sequential<T> network, std::uint64_t seed = 0)
        : network_(std::move(network)), generator_(seed) {}

    /// Creates the network's parameters for samples of this shape; fit() calls it if necessary.
    /// Building again resets everything, including the optimizer.
    /// Throws: ShapeError if the layers do not fit.
    Shape build(const Shape& sample) { return build(sample, generator_); }
    Shape build(const Shape& sample, Generator& generator);

    /// A copy that shares nothing with this model: layers as clone() copies them, compile options,
    /// optimizer state, generator and history. Further training gives both the same weights.
    /// Throws: as clone() of a layer.
    Model clone() const;

    /// Sets loss, optimizer and metrics. The optimizer is reset.
    /// Throws: ValueError on an option out of its range, or metrics with the same name or a
    /// reserved one: "loss", "seconds" and names that begin with "val_".
    void compile(CompileOptions<T> options);

    /// Trains the model and returns losses and metrics of every epoch. A stop requested by the
    /// program, or by Ctrl-C with .stop_on_interrupt, ends the training after the current batch and
    /// keeps the model. Callbacks may evaluate and predict without side
    /// effects. Afterwards the layers are in evaluation mode, also after an exception.
    /// Throws: ValueError if compile() was not called, the options do not fit or the loss becomes
    /// NaN or infinite (with epoch and step); ShapeError if the samples do not fit the network.
    History fit(const Dataset<T>& data, FitOptions<T> options = {});

    /// The loss and metrics of the model over a dataset, in evaluation mode (BatchNorm, Dropout).
    /// Like predict(), it does not change the layers' own mode.
    /// Throws: as fit().
    Logs evaluate(const Dataset<T>& data, std::size_t batch_size = 256);

    /// The network's output for each row, in evaluation mode. Several threads may predict at the
    /// same time.
    /// Shapes: [n, sample...] -> [n, output...]; n may be 0, and samples may have other extents
    /// than in build() if the layers accept them: longer sequences, larger images.
    /// Throws: ShapeError if the samples do not fit or a layer returns another number of rows than
    /// it got.
    Tensor<T> predict(const Tensor<T>& inputs, std::size_t batch_size = 256) const;
    Tensor<T> predict(const Dataset<T>& data, std::size_t batch_size = 256) const;

    /// The class with the largest output (last axis); for a single output, 1 if it is > 0, else 0.
    /// Shapes: outputs [n, ..., classes] -> [n, ...].
    Labels predict_classes(const Tensor<T>& inputs, std::size_t batch_size = 256) const {
        return classes(predict(inputs, batch_size));
    }
    Labels predict_classes(const Dataset<T>& data, std::size_t batch_size = 256) const {
        return classes(predict(data, batch_size));
    }

    /// One training step on a batch; returns the batch's loss. Moves the inputs out of the batch.
    /// fit() calls it in a loop. Layers are in training mode, whatever set_training() set.
    /// `outputs` gets the outputs before the step. A step whose loss is NaN or infinite, or that
    /// throws, does not change the state of layers in visit(): parameters, buffers (BatchNorm's
    /// statistics), counters (a Dropout's position).
    /// Throws: ValueError before compile() and build(), or if nothing can be trained; ShapeError if
    /// the batch does not fit; GradientError if a gradient reaches a parameter that no layer lists
    /// in visit().
    double train_step(Batch<T>& batch, Tensor<T>* outputs = nullptr);

    /// Saves the model to a file: layers, weights, compile options, optimizer state and history;
    /// load_model() loads it. It is a safetensors file, written atomically (AtomicFile).
    /// Throws: ValueError if the model was not built or load_model() would refuse the file: a
    /// FunctionLayer, a loss that is a function without a name, two tensors of one name, more than
    /// 10,000 layers in a container; FileError if the file cannot be written.
    void save(const std::string& path, const SaveModelOptions& options = {});

    /// The layers, shapes and parameters as a table. After training it includes the optimizer's
    /// state, its step count and its learning rate, as in Keras.
    std::string summary_text(std::size_t line_length = 80);
    void summary(std::size_t line_length = 80) {
        std::fputs(summary_text(line_length).c_str(), stdout);
    }

    Sequential<T>& network() { return network_; }
    /// Throws: ValueError before compile().
    Optimizer<T>& optimizer();
    Generator& generator() { return generator_; }
    /// The shape of a sample; empty before build().
    const Shape& sample_shape() const { return sample_; }
    /// The options of compile(); null before.
    const CompileOptions<T>* compile_options() const { return options_.get(); }
    /// Losses and metrics of all epochs since build().
    History& history() { return history_; }

    /// Makes fit() end after the current epoch; for callbacks.
    void stop_training() { stop_ = true; }
    bool stops_training() const { return stop_; }

   private:
    // Sets a network to evaluation mode at the end of training, also after an exception.
    struct EvaluationAtEnd {
        Sequential<T>& network;
        ~EvaluationAtEnd() { set_training(network, false); }
    };

    void attach();
    void require_here(const char* place) const {
        if (!here_) { fail<ValueError>(place, ": the model was moved from"); }
    }
    void require_compiled(const char* place) const;
    void prepare(const char* place, const Dataset<T>& data);
    void require_sample(const char* place, const Shape& sample) const;
    void count(detail::EpochTotals& totals, double loss, const Tensor<T>& outputs,
               const Batch<T>& batch) const;
    void report(const detail::EpochTotals& totals, const std::string& prefix, Logs& logs) const;
    [[noreturn]] void refuse_sample(const char* place, const Shape& sample) const;
    // Other extents may be valid (a longer sequence, a larger image): the layers check.
    void require_similar_sample(const char* place, const Shape& sample) const;
    // The batch's memory is moved to the Variable and reused through the allocator's cache.
    Variable<T> forward(const char* place, Batch<T>& batch, const Shape& sample) const;
    static void backward(const Variable<T>& loss);
    [[noreturn]] void refuse_step(const char* place) const;
    // attempt() changes the layers' buffers and counters; step() restores them if it fails.
    double step(const char* place, Batch<T>& batch, Tensor<T>* outputs);
    double attempt(const char* place, Batch<T>& batch, Tensor<T>* outputs);
    void run_epoch(detail::TrainingRun<T>& run, detail::ProgressLine& progress);
    History fit_parts(const Dataset<T>& training, const Dataset<T>* validation,
                      const FitOptions<T>& options);
    static Labels classes(const Tensor<T>& outputs);

    Sequential<T> network_;
    CounterGenerator generator_;
    Shape sample_;
    bool built_ = false, attached_ = false, stop_ = false;
    detail::Here here_;
    History history_;
    std::unique_ptr<CompileOptions<T>> options_;
    std::unique_ptr<Optimizer<T>> optimizer_;
    std::vector<Variable<T>> parameters_;
    bool has_state_ = false;
    detail::StateKeeper<T> kept_;  // before the current step
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/model_impl.hpp"
#endif
