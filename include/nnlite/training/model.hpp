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

/// A network with what its training needs: loss, optimizer, metrics, and a generator for start
/// values and shuffles.
///
///     Model model(Sequential(Linear(16, {.activation = Activation::relu}), Linear(10)));
///     model.build({784});
///     model.compile({.loss = CrossEntropy{}, .metrics = {accuracy_metric()}});
///     History history = model.fit(data, {.epochs = 4, .batch_size = 200});
///
/// A model that was moved away throws ValueError from all that needs a model; so does a fit() whose
/// callback moves it.
template <class T = float>
class Model {
   public:
    using value_type = T;  ///< the scalar
    explicit Model(Sequential<T> network, std::uint64_t seed = 0)
        : network_(std::move(network)), generator_(seed) {}

    /// Makes the network's state for samples of this shape; fit() does it if it was not done.
    /// Building again starts anew, the optimizer too.
    /// Throws: ShapeError if the layers do not fit.
    Shape build(const Shape& sample) { return build(sample, generator_); }
    Shape build(const Shape& sample, Generator& generator);

    /// A copy that shares nothing with this model: layers as clone() copies them, what was
    /// compiled, the optimizer's state, the generator's and the history. Training goes on in both
    /// alike.
    /// Throws: ValueError as clone().
    Model clone() const;

    /// Sets loss, optimizer and metrics. The optimizer starts anew.
    /// Throws: ValueError on an option out of its range, or metrics of one name or of a figure's
    /// that fit() has: "loss", "seconds" and all that begin with "val_".
    void compile(CompileOptions<T> options);

    /// Trains. Every epoch's figures are in the History. Ctrl-C ends the training after the batch
    /// at hand, with the model intact. Callbacks may evaluate and predict; that changes nothing.
    /// Layers are in evaluation afterwards, also after an exception.
    /// Throws: ValueError if compile() was not called, the options do not fit or the loss becomes
    /// NaN or infinite (with epoch and step); ShapeError if the samples do not fit the network.
    History fit(const Dataset<T>& data, FitOptions<T> options = {});

    /// The loss and metrics of the model as it is, over a dataset, in evaluation (BatchNorm,
    /// Dropout). As predict(), it leaves the layers' own mode alone.
    /// Throws: as fit().
    Logs evaluate(const Dataset<T>& data, std::size_t batch_size = 256);

    /// The network's output for each row, in evaluation. Several threads may predict at once.
    /// Shapes: [n, sample...] -> [n, output...]; n may be 0, and the extents of a sample may be
    /// others than build() was given, where the layers take them: longer sequences, larger images.
    /// Throws: ShapeError if the samples do not fit or a layer gives more or fewer rows than it
    /// got.
    Tensor<T> predict(const Tensor<T>& inputs, std::size_t batch_size = 256);
    Tensor<T> predict(const Dataset<T>& data, std::size_t batch_size = 256);

    /// The class with the largest output (last axis); for one output, whether it is > 0.
    /// Shapes: outputs [n, ..., classes] -> [n, ...].
    Labels predict_classes(const Tensor<T>& inputs, std::size_t batch_size = 256) {
        return classes(predict(inputs, batch_size));
    }
    Labels predict_classes(const Dataset<T>& data, std::size_t batch_size = 256) {
        return classes(predict(data, batch_size));
    }

    /// One training step on a batch, whose inputs are used up; returns its loss. fit() is this in a
    /// loop. Layers behave as in training, whatever set_training() said. The outputs are those
    /// before the step. A step whose loss is NaN or infinite, or that throws, changes nothing that
    /// layers show in visit(): parameters, buffers (BatchNorm's statistics), counters (a Dropout's
    /// position).
    /// Throws: ValueError before compile() and build(), or if nothing can be trained; ShapeError if
    /// the batch does not fit; GradientError if a gradient reaches a parameter no layer shows.
    double train_step(Batch<T>& batch, Tensor<T>* outputs = nullptr);

    /// Writes all of the model to a file: layers, weights, what was compiled and how far the
    /// optimizer is, and the history; load_model() gives it back. It is a safetensors file, written
    /// atomically (AtomicFile).
    /// Throws: ValueError if the model was not built or load_model() would refuse the file: parts
    /// that it cannot have (a FunctionLayer, a loss that is a function without a name), two tensors
    /// of one name, more than 10,000 layers in a container; FileError if the file cannot be
    /// written.
    void save(const std::string& path, const SaveModelOptions& options = {});

    /// The layers, shapes and parameters as a table. After training the optimizer's numbers are in
    /// it, with its count of steps and its learning rate, as Keras has them.
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
    /// What compile() was given; null before.
    const CompileOptions<T>* compile_options() const { return options_.get(); }
    /// The figures of all epochs since build().
    History& history() { return history_; }

    /// Makes fit() end after the epoch at hand; for callbacks.
    void stop_training() { stop_ = true; }
    bool stops_training() const { return stop_; }

   private:
    // Leaves a network in evaluation, also if the training ends with an exception.
    struct EvaluationAtEnd {
        Sequential<T>& network;
        ~EvaluationAtEnd() { set_training(network, false); }
    };

    void attach();
    void require_here(const char* place) const {
        if (!here_) { fail<ValueError>(place, ": the model was moved away"); }
    }
    void require_compiled(const char* place) const;
    void prepare(const char* place, const Dataset<T>& data);
    void require_sample(const char* place, const Shape& sample) const;
    void count(detail::EpochTotals& totals, double loss, const Tensor<T>& outputs,
               const Batch<T>& batch) const;
    void report(const detail::EpochTotals& totals, const std::string& prefix, Logs& logs) const;
    [[noreturn]] void refuse_sample(const char* place, const Shape& sample) const;
    // A longer sequence or a larger image may do; the layers say so.
    void require_similar_sample(const char* place, const Shape& sample) const;
    // The batch's memory becomes the Variable's and comes back through the allocator's cache.
    Variable<T> forward(const char* place, Batch<T>& batch, const Shape& sample);
    static void backward(const Variable<T>& loss);
    [[noreturn]] void refuse_step(const char* place) const;
    // attempt() moves the layers' buffers and counters; step() puts them back if it fails.
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
    detail::StateKeeper<T> kept_;  // before the step at hand
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/model_impl.hpp"
#endif
