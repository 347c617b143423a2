#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/fields/fields.hpp"
#include "nnlite/ops/activation.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The solver: Adam or gradient descent after each batch, or L-BFGS on all rows at once.
enum class MLPSolver { adam, sgd, lbfgs };

/// The learning rate schedule of MLPSolver::sgd.
enum class MLPLearningRate {
    constant,
    invscaling,  // learning_rate_init / (rows seen + 1)^power_t
    adaptive,    // divided by 5 instead of stopping, until it is below 1e-6
};

/// Options of MLPClassifier and MLPRegressor, with scikit-learn's names and defaults.
struct MLPOptions {
    std::vector<std::size_t> hidden_layer_sizes = {100};
    Activation activation = Activation::relu;  // none (identity), sigmoid (logistic), tanh or relu
    MLPSolver solver = MLPSolver::adam;
    double alpha = 1e-4;                         // adds alpha / 2 sum W^2 / rows to the loss
    std::optional<std::size_t> batch_size = {};  // 200, or all rows if there are fewer
    MLPLearningRate learning_rate = MLPLearningRate::constant;
    double learning_rate_init = 1e-3;
    double power_t = 0.5;
    std::size_t max_iter = 200;
    bool shuffle = true;
    std::optional<std::int64_t> random_state =
        {};             // NumPy's RandomState(seed), a new one for each fit
    double tol = 1e-4;  // the least improvement; with lbfgs the gradient's tolerance
    bool verbose = false;
    bool warm_start = false;  // fit() continues from the last weights
    double momentum = 0.9;
    bool nesterovs_momentum = true;
    bool early_stopping = false;       // by the score of the validation rows
    double validation_fraction = 0.1;  // of the rows
    double beta_1 = 0.9;
    double beta_2 = 0.999;
    double epsilon = 1e-8;
    std::size_t n_iter_no_change = 10;  // iterations without improvement before training stops
    std::size_t max_fun = 15000;        // function calls of lbfgs
    bool stop_on_interrupt = false;     // Ctrl-C ends sgd and adam after the current batch

    static constexpr auto fields() {
        return field_list(
            Field("hidden_layer_sizes", &MLPOptions::hidden_layer_sizes, Range::at_least(1)),
            Field("activation", &MLPOptions::activation), Field("solver", &MLPOptions::solver),
            Field("alpha", &MLPOptions::alpha, Range::not_negative()),
            Field("batch_size", &MLPOptions::batch_size, Range::at_least(1)),
            Field("learning_rate", &MLPOptions::learning_rate),
            Field("learning_rate_init", &MLPOptions::learning_rate_init, Range::positive()),
            Field("power_t", &MLPOptions::power_t, Range::not_negative()),
            Field("max_iter", &MLPOptions::max_iter, Range::at_least(1)),
            Field("shuffle", &MLPOptions::shuffle),
            Field("random_state", &MLPOptions::random_state, Range{0, 0xffffffff}),
            Field("tol", &MLPOptions::tol, Range::not_negative()),
            Field("verbose", &MLPOptions::verbose), Field("warm_start", &MLPOptions::warm_start),
            Field("momentum", &MLPOptions::momentum, Range::fraction()),
            Field("nesterovs_momentum", &MLPOptions::nesterovs_momentum),
            Field("early_stopping", &MLPOptions::early_stopping),
            Field("validation_fraction", &MLPOptions::validation_fraction, Range::below_one()),
            Field("beta_1", &MLPOptions::beta_1, Range::below_one()),
            Field("beta_2", &MLPOptions::beta_2, Range::below_one()),
            Field("epsilon", &MLPOptions::epsilon, Range::positive()),
            Field("n_iter_no_change", &MLPOptions::n_iter_no_change, Range::at_least(1)),
            Field("max_fun", &MLPOptions::max_fun, Range::at_least(1)),
            Field("stop_on_interrupt", &MLPOptions::stop_on_interrupt));
    }

    /// Prints the lines of `verbose` and the warnings.
    std::function<void(const std::string&)> print = [](const std::string& line) {
        std::puts(line.c_str());
    };
    std::function<void(const std::string&)> warn = [](const std::string& text) {
        std::fprintf(stderr, "%s\n", text.c_str());
    };
};

namespace detail {

void check_mlp_options(std::string_view place, const MLPOptions& options);

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/estimators/mlp_options_impl.hpp"
#endif
