#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/optimizers/checks.hpp"

namespace nnlite {

/// What changes the weights: Adam or gradient descent after each batch, or the L-BFGS method on all
/// rows at once.
enum class MLPSolver { adam, sgd, lbfgs };

/// The learning rate of MLPSolver::sgd in time.
enum class MLPLearningRate {
    constant,
    invscaling,  // learning_rate_init / (rows seen + 1)^power_t
    adaptive,    // a fifth where training would end, until it is below 1e-6
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
    std::optional<std::int64_t> random_state = {};  // NumPy's RandomState(seed), anew at each fit
    double tol = 1e-4;                              // what counts as better; with lbfgs, as flat
    bool verbose = false;
    bool warm_start = false;  // fit() goes on from what the last one left
    double momentum = 0.9;
    bool nesterovs_momentum = true;
    bool early_stopping = false;       // by the score of rows that are kept back
    double validation_fraction = 0.1;  // of the rows
    double beta_1 = 0.9;
    double beta_2 = 0.999;
    double epsilon = 1e-8;
    std::size_t n_iter_no_change = 10;  // iterations without a better one that are put up with
    std::size_t max_fun = 15000;        // function calls of lbfgs

    /// Where the lines of `verbose` and the warnings go.
    std::function<void(const std::string&)> print = [](const std::string& line) {
        std::puts(line.c_str());
    };
    std::function<void(const std::string&)> warn = [](const std::string& text) {
        std::fprintf(stderr, "%s\n", text.c_str());
    };
};

namespace detail {

inline void check_mlp_choices(std::string_view place, const MLPOptions& options) {
    const Activation a = options.activation;
    if (a != Activation::none && a != Activation::sigmoid && a != Activation::tanh &&
        a != Activation::relu) {
        fail<ValueError>(place, ": expected activation none, sigmoid, tanh or relu, got ", name(a));
    }
    const int solver = static_cast<int>(options.solver);
    if (solver < 0 || solver > static_cast<int>(MLPSolver::lbfgs)) {
        fail<ValueError>(place, ": expected solver adam, sgd or lbfgs, got ", solver);
    }
    const int rate = static_cast<int>(options.learning_rate);
    if (rate < 0 || rate > static_cast<int>(MLPLearningRate::adaptive)) {
        fail<ValueError>(place, ": expected learning_rate constant, invscaling or adaptive, got ",
                         rate);
    }
}

inline void check_mlp_counts(std::string_view place, const MLPOptions& options) {
    const auto require_count = [place](std::string_view name, std::size_t value) {
        if (value == 0) { fail<ValueError>(place, ": expected ", name, " >= 1, got 0"); }
    };
    for (const std::size_t size : options.hidden_layer_sizes) {
        require_count("hidden_layer_sizes", size);
    }
    require_count("batch_size", options.batch_size.value_or(1));
    require_count("max_iter", options.max_iter);
    require_count("n_iter_no_change", options.n_iter_no_change);
    require_count("max_fun", options.max_fun);
}

inline void check_mlp_options(std::string_view place, const MLPOptions& options) {
    check_mlp_choices(place, options);
    check_mlp_counts(place, options);
    require_not_negative(place, "alpha", options.alpha);
    require_positive(place, "learning_rate_init", options.learning_rate_init);
    require_not_negative(place, "power_t", options.power_t);
    require_not_negative(place, "tol", options.tol);
    if (!(options.momentum >= 0 && options.momentum <= 1)) {
        fail<ValueError>(place, ": expected momentum in [0, 1], got ", options.momentum);
    }
    require_share(place, "validation_fraction", options.validation_fraction);
    if (options.early_stopping && options.validation_fraction == 0) {
        fail<ValueError>(place,
                         ": expected validation_fraction in (0, 1) with early_stopping, got 0");
    }
    require_share(place, "beta_1", options.beta_1);
    require_share(place, "beta_2", options.beta_2);
    require_positive(place, "epsilon", options.epsilon);
    const std::int64_t seed = options.random_state.value_or(0);
    if (seed < 0 || seed > 0xffffffffLL) {
        fail<ValueError>(place, ": expected random_state from 0 to 4294967295, got ", seed);
    }
}

}  // namespace detail

}  // namespace nnlite
