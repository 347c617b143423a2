#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nnlite/data/split.hpp"
#include "nnlite/estimators/mlp_data.hpp"
#include "nnlite/estimators/mlp_options.hpp"
#include "nnlite/estimators/mlp_record.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/optimizers/optimizer.hpp"
#include "nnlite/random/counter.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

std::string formatted(const char* format, auto... values) {
    char text[200];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

/// A network of Linear layers, trained as in scikit-learn: the common part of MLPClassifier and
/// MLPRegressor.
template <class T>
class MultilayerPerceptron {
   public:
    const MLPOptions& options() const { return options_; }

    /// The layers' weights [in, out] and biases [out].
    std::vector<Tensor<T>> coefs() const { return values_of(coefs_); }
    std::vector<Tensor<T>> intercepts() const { return values_of(intercepts_); }
    /// The layers, sharing the weights; their outputs are before softmax or sigmoid.
    Sequential<T> network() const { return network_; }

    /// The loss of each iteration, over its batches during training, including the penalty.
    const std::vector<double>& loss_curve() const { return record_.loss_curve; }
    double loss() const { return record_.loss; }
    /// The smallest loss; none with early_stopping.
    std::optional<double> best_loss() const { return record_.best_loss; }
    /// With early_stopping, the validation score after each iteration, and the best one.
    const std::vector<double>& validation_scores() const { return record_.validation_scores; }
    std::optional<double> best_validation_score() const { return record_.best_validation_score; }
    /// Iterations done, and rows seen in them.
    std::size_t n_iter() const { return record_.n_iter; }
    std::size_t t() const { return record_.t; }

   protected:
    MultilayerPerceptron(const char* name, MLPOptions options)
        : name_(name), options_(std::move(options)) {
        check_mlp_options(name, options_);
    }

    bool is_fitted() const { return !coefs_.empty(); }
    // Whether a call starts from the beginning.
    bool is_first(bool incremental) const {
        return !is_fitted() || (!incremental && !options_.warm_start);
    }

    // Checks rows that a call starts or continues with.
    void check_data(const char* function, const Dataset<T>& rows, std::size_t targets,
                    bool incremental) const;
    void check_rows(const char* function, std::size_t rows, std::size_t targets) const;
    void check_outputs(const char* function, std::size_t outputs, bool incremental) const;
    void check_incremental() const;

    void train(const MLPData<T>& data, const MLPGoal<T>& goal, std::size_t outputs,
               bool incremental);
    // The network's outputs [rows, outputs].
    Tensor<T> outputs(const char* function, const Dataset<T>& rows) const;

    MatrixRows<T> rows_of(const char* function, const Tensor<T>& x) const {
        return {text_of(name_, ": ", function), x};
    }

    const char* name_;

   private:
    void check_features(const char* function, const Dataset<T>& rows) const;
    static std::vector<Tensor<T>> values_of(const std::vector<Variable<T>>& variables);

    void initialize(std::size_t features, std::size_t outputs, Generator& random);
    void make_solver();
    void train_in_batches(const MLPData<T>& data, const MLPGoal<T>& goal, Generator& random,
                          bool incremental);
    Split split(const MLPData<T>& data, Generator& random) const;
    void train_at_once(const MLPData<T>& data, const MLPGoal<T>& goal);
    std::optional<double> run_iteration(const MLPData<T>& data, const MLPGoal<T>& goal,
                                        std::span<const std::size_t> rows);
    double backward(const Variable<T>& inputs, const Targets<T>& targets, const MLPGoal<T>& goal);
    void compare(const MLPGoal<T>& goal, const Batch<T>& validation);
    bool ends();
    void print(const char* format, auto... values) const {
        if (options_.verbose) { options_.print(formatted(format, values...)); }
    }
    void require_finite(bool finite) const;

    MLPOptions options_;
    Sequential<T> network_;
    std::vector<Variable<T>> coefs_, intercepts_, parameters_;  // the last has both
    std::optional<Tensor<T>> best_;                             // parameters, with early_stopping
    std::unique_ptr<Optimizer<T>> optimizer_;
    CounterGenerator own_random_{0};  // without random_state
    Batch<T> batch_;
    MLPRecord record_;
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/estimators/multilayer_perceptron_impl.hpp"
#endif
